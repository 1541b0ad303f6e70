import { readFileSync } from 'node:fs'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { parse } from 'yaml'
import { jobsOf, stepsOf } from './workflow-calls.ts'

/* The workflows of this repository, as they are read by tests that look into one job or step. */

export const workflow = (file: string): Json => {
  const parsed: unknown = parse(readFileSync(`.github/workflows/${file}`, 'utf8'))
  if (!isObject(parsed)) throw new Error(`${file} is no workflow`)
  return parsed
}

export const jobIn = (file: string, name: string): Json => {
  const [, job] = jobsOf(workflow(file)).find(([id]) => id === name) ?? []
  if (job === undefined) throw new Error(`${file} has no job ${name}`)
  return job
}

/** The first step of a job that uses something whose name begins like this. */
export const stepIn = (file: string, job: string, uses: string): Json => {
  const found = stepsOf(jobIn(file, job)).find((step) => stringAt(step, 'uses')?.startsWith(uses))
  if (found === undefined) throw new Error(`job ${job} of ${file} does not use ${uses}`)
  return found
}

/** What a step or a called workflow is given; '' for nothing. */
export const givenTo = (caller: Json, input: string): string =>
  stringAt(objectAt(caller, 'with'), input) ?? ''

/** What an input of a reusable workflow is when its caller says nothing. */
export const defaultOf = (file: string, input: string): string => {
  const inputs = objectAt(objectAt(objectAt(workflow(file), 'on'), 'workflow_call'), 'inputs')
  return stringAt(objectAt(inputs, input), 'default') ?? ''
}

import { UserError } from '@ci-kit/core/errors'
import { type InputReader, list, optionalText, text } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import { type Detected, detectedOf } from './detected.ts'
import { type Job, jobsOf } from './needs.ts'
import { parsedJson } from './parsed-json.ts'

export type Inputs = {
  readonly needs: readonly Job[]
  readonly explanation: Detected
  /** YAML, read only when it is there: the parser takes longer to load than everything else here. '' for none. */
  readonly jobs: string
  readonly allowedSkips: readonly string[]
  readonly allowedFailures: readonly string[]
  /** Empty when the workflow names none. */
  readonly detectJobs: readonly string[]
}

/** Reads and checks the action's inputs; throws {@link UserError}. */
export const parseInputs = (read: InputReader): Inputs => ({
  needs: jobsOf(text(read, 'needs')),
  explanation: detectedOf(optionalText(read, 'explanation')),
  jobs: optionalText(read, 'jobs') === '' ? '' : read.read('jobs'),
  allowedSkips: jobIds(read, 'allowed-skips'),
  allowedFailures: jobIds(read, 'allowed-failures'),
  detectJobs: jobIds(read, 'detect-job'),
})

/** As GitHub defines the id of a job (workflow syntax, `jobs.<job_id>`). */
const JOB_ID = /^[A-Za-z_][A-Za-z0-9_-]*$/

const jobIds = (read: InputReader, name: string): readonly string[] => {
  const ids = optionalText(read, name).startsWith('[') ? jsonList(read, name) : list(read, name)
  const wrong = ids.find((id) => !JOB_ID.test(id))
  if (wrong === undefined) return ids
  throw new UserError(
    `Input '${name}' holds '${visible(wrong, 100)}', which is not the id of a job. ${ADVICE}.`,
  )
}

const ADVICE = 'Use ids of jobs, separated by commas or new lines, or a JSON list of them'

const jsonList = (read: InputReader, name: string): readonly string[] => {
  const value = parsedJson(optionalText(read, name), name, ADVICE)
  if (Array.isArray(value) && value.every((id) => typeof id === 'string')) return value
  throw new UserError(`Input '${name}' is a JSON list with something else than text. ${ADVICE}.`)
}

import { readFileSync } from 'node:fs'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { jobsOf, stepsOf } from './workflow-calls.ts'

/* Where GitHub does otherwise than one expects, and act does not show it. */

const workflow = (file: string): Json => {
  const parsed: unknown = parse(readFileSync(`.github/workflows/${file}`, 'utf8'))
  if (!isObject(parsed)) throw new Error(`${file} is no workflow`)
  return parsed
}

const jobIn = (file: string, name: string): Json => {
  const [, job] = jobsOf(workflow(file)).find(([id]) => id === name) ?? []
  if (job === undefined) throw new Error(`${file} has no job ${name}`)
  return job
}

/** An input of a step, named by its id. */
const inputIn = (file: string, job: string, step: string, input: string): string => {
  const found = stepsOf(jobIn(file, job)).find(({ id }) => id === step)
  return stringAt(objectAt(found, 'with'), input) ?? ''
}

test('a build that is skipped is listed by a name, not by an expression', () => {
  // The name of a job is not evaluated before its matrix is; the platform is added to it in any case.
  const names = ['build', 'build-for-ecr'].map((job) => jobIn('build-push.yml', job).name)
  expect(names).toEqual(['build', 'build for ECR'])
})

test('of two pipelines in one run none ends the other, unless it is of a pull request', () => {
  expect(workflow('pipeline.yml').concurrency).toEqual({
    group: expect.stringContaining('github.event.pull_request.number || github.run_id'),
    'cancel-in-progress': `\${{ startsWith(github.event_name, 'pull_request') }}`,
  })
})

test('what a red run left behind is taken along, also on a branch that a pattern names', () => {
  expect(inputIn('pipeline.yml', 'detect', 'changes', 'base')).toContain(
    `(contains(inputs.branches, github.ref_name) || contains(inputs.branches, '*')) && 'last-success'`,
  )
})

test('a run of Dependabot, which may get no identity, plans nothing', () => {
  expect(inputIn('pipeline.yml', 'detect', 'plan', 'plan')).toMatch(
    / && github\.actor != 'dependabot\[bot\]' \}\}$/,
  )
})

test.each(['pipeline.yml', 'deploy.yml'])(
  '%s lets the commit that runs sign, unless somebody has chosen a signer',
  (file) => {
    const inputs = objectAt(objectAt(objectAt(workflow(file), 'on'), 'workflow_call'), 'inputs')
    const usual = stringAt(objectAt(inputs, 'signer-workflow'), 'default')
    const verify = inputIn('deploy.yml', 'deploy', 'deploy', 'verify')
    expect(verify).toContain(`inputs.signer-workflow == '${usual}' && job.workflow_sha`)
    // A list of one or two: an empty name would be refused, and with it everything.
    const ofCommit = usual?.replace(/@.*/, '@{0}')
    expect(verify).toContain(`&& format(', "${ofCommit}"', job.workflow_sha) || ''))`)
  },
)

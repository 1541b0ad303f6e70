import { stringAt } from '@ci-kit/core/json'
import { expect, test } from '@jest/globals'
import { givenTo, jobIn, stepIn, workflow } from './workflow-files.ts'

/* Where GitHub does otherwise than one expects, and act does not show it. */

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

test.each([
  ['build', 'image'],
  ['publish', 'join'],
])('the scan in job %s compares with the target branch', (job, image) => {
  expect(givenTo(stepIn('build-push.yml', job, '$/actions/trivy-scan'), 'baseline')).toBe(
    `\${{ inputs.baseline || steps.${image}.outputs.baseline }}`,
  )
})

test('a dry run without a role that reads goes into the environment, which the other role trusts', () => {
  const { environment } = jobIn('rollback.yml', 'preview')
  // GitHub takes an empty name for none.
  const name = `\${{ !(inputs.aws-read-role || vars.AWS_READ_ROLE) && inputs.environment || '' }}`
  expect(environment).toEqual({ name, deployment: false })
  const login = stepIn('rollback.yml', 'preview', 'aws-actions/')
  expect(givenTo(login, 'role-to-assume')).toBe(
    `\${{ inputs.aws-read-role || vars.AWS_READ_ROLE || inputs.aws-role || vars.AWS_ROLE }}`,
  )
})

test('a job ends before the session of its role, which AWS gives an hour', () => {
  const times = [jobIn('deploy.yml', 'deploy'), jobIn('rollback.yml', 'rollback')].map(
    (job) => job['timeout-minutes'],
  )
  expect(times).toEqual([55, 55])
})

test('what a red run left behind is taken along, also on a branch that a pattern names', () => {
  expect(givenTo(stepIn('pipeline.yml', 'detect', '$/actions/detect-changes'), 'base')).toContain(
    `(contains(inputs.branches, github.ref_name) || contains(inputs.branches, '*')) && 'last-success'`,
  )
})

test('a run of Dependabot, which may get no identity, plans nothing', () => {
  expect(stringAt(jobIn('deploy.yml', 'plan'), 'if')).toContain(
    "&& github.actor != 'dependabot[bot]'",
  )
  expect(givenTo(stepIn('pipeline.yml', 'detect', '$/actions/pipeline-plan'), 'plan')).toMatch(
    / && github\.actor != 'dependabot\[bot\]' \}\}$/,
  )
})

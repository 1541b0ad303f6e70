import type { StepEvent } from '@ci-kit/cli/run-step'
import { ok } from '@ci-kit/local-aws/ecs/rollouts'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { attempt, writesOf } from './deploy-ecs-trial.ts'
import { inAdvance } from './deploy-ecs-workbench.ts'

/* What is looked at before anything changes: plans, preflights, and whose code it is. */

const fork: StepEvent = {
  name: 'pull_request',
  payload: {
    pull_request: {
      number: 7,
      head: { ref: 'patch', sha: 'b'.repeat(40), repo: { full_name: 'eve/shop' } },
      base: { ref: 'main', sha: 'a'.repeat(40) },
    },
  },
  ref: 'refs/pull/7/merge',
  sha: 'c'.repeat(40),
  repository: 'octo/shop',
}

const SECRET = 's3cr3t-value'
const secret = { 'environment-variables': `TOKEN=${SECRET}` }
const scenario = webScenario({ rollout: () => ok() })
/** Its digest is in no registry, and its role does not exist. */
const unfit = {
  ...webTask('9'),
  executionRoleArn: 'arn:aws:iam::123456789012:role/gone',
}
const files = { 'task.json': JSON.stringify(unfit) }
const broken = { 'task-definition': 'task.json' }

const of = inAdvance({
  plan: () => attempt({ scenario, event: fork, inputs: { mode: 'plan', ...secret } }),
  'deploy of a fork': () => attempt({ scenario, event: fork }),
  deploy: () => attempt({ scenario, inputs: secret }),
  preflight: () => attempt({ scenario, files, inputs: { ...broken, preflight: 'true' } }),
  'preflight: warn': () => attempt({ scenario, files, inputs: { ...broken, preflight: 'warn' } }),
  'preflight: false': () => attempt({ scenario, files, inputs: broken }),
})

describe('a plan', () => {
  test('of a fork shows the changes and changes nothing', () => {
    const result = of('plan')
    expect([result.exitCode, result.outputs.outcome]).toEqual([0, 'planned'])
    expect(writesOf(result)).toEqual([])
    expect(result.log).toContain('web would roll: its tasks would be replaced.')
    expect(result.summary).toContain('TOKEN')
    expect(JSON.parse(result.outputs.plan ?? '')).toMatchObject({
      web: { registers: true, rolls: true, does: 'update' },
    })
  })

  test.each(['plan', 'deploy'] as const)('values of variables are not shown: %s', (name) => {
    const { log, summary, outputs } = of(name)
    expect([log, summary, JSON.stringify(outputs)].join()).not.toContain(SECRET)
  })
})

test('a fork deploys nothing', () => {
  const { exitCode, errors, requests } = of('deploy of a fork')
  expect(exitCode).toBe(1)
  expect(errors).toEqual([expect.stringMatching(/fork eve\/shop.*'mode: plan'/)])
  expect(requests).toEqual([])
})

describe('a preflight', () => {
  test('stops what would fail, before any change', () => {
    const result = of('preflight')
    expect([result.exitCode, result.outputs.outcome]).toEqual([1, 'failed'])
    expect(result.errors).toEqual([
      expect.stringMatching(/^Nothing was changed.*role\/gone.*does not exist/),
    ])
    expect(result.errors[0]).toMatch(/Image .* does not exist/)
    expect(writesOf(result)).toEqual([])
  })

  test('only tells where the author wants so', () => {
    const result = of('preflight: warn')
    expect(result.exitCode).toBe(0)
    expect(result.warnings).toEqual(expect.arrayContaining([expect.stringContaining('role/gone')]))
    expect(writesOf(result)).toEqual(['RegisterTaskDefinition', 'UpdateService'])
  })

  test('asks nothing where nobody wants it', () => {
    const { exitCode, warnings, requests } = of('preflight: false')
    expect([exitCode, warnings]).toEqual([0, []])
    expect(new Set(requests.map(({ service }) => service))).toEqual(new Set(['ecs']))
  })
})

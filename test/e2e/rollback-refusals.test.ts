import { accessDenied, throttled } from '@ci-kit/local-aws/faults'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { expect, test } from '@jest/globals'
import { deploymentsServer } from '../fakes/deployments-server.ts'
import { errorsOf } from './actions.ts'
import { commitOf, DAY, digestOf, onBench, type RollbackSetup } from './rollback-workbench.ts'

const onlyOne = webScenario({ service: { history: [{ taskDefinition: 'web:1', age: DAY }] } })
const twoServices = {
  ...onlyOne,
  services: [
    ...(webScenario().services ?? []),
    ...(onlyOne.services ?? []).map((service) => ({ ...service, name: 'worker' })),
  ],
}
const denied = { status: 403, message: 'Resource not accessible by integration' }

type Refused = readonly [
  what: string,
  setup: RollbackSetup,
  inputs: Readonly<Record<string, string>>,
  ...words: readonly string[],
]

const refused: readonly Refused[] = [
  ['a deleted image', { images: 'b' }, {}, digestOf('a'), 'not in ECR any more', "input 'to'"],
  ['an archived image', { archived: 'a' }, {}, 'ARCHIVED', 'Restore the image'],
  ['no earlier release', { scenario: onlyOne }, {}, 'no earlier release', 'Known: web:1: current'],
  [
    'one service of two without a target',
    { scenario: twoServices },
    { service: 'web, worker' },
    'Nothing was changed',
    'worker: There is no earlier release',
  ],
  ['an unknown commit', {}, { to: commitOf('9') }, 'No release is known as', 'web:1'],
  ['what runs now', {}, { to: 'web:2' }, 'is what the service runs now'],
  ['more than there are', {}, { to: '5' }, 'only 1 earlier good release'],
  ['deployments that nobody may read', { github: { denied: true } }, {}, 'deployments: write'],
  [
    'a history that nobody may read',
    { scenario: webScenario({ faults: [accessDenied('ListServiceDeployments')] }) },
    {},
    'ecs:ListServiceDeployments',
  ],
  ['an unknown service', {}, { service: 'wbe' }, 'wbe', 'MISSING', "Check inputs 'service'"],
  ['an unknown cluster', {}, { cluster: 'staging' }, 'Cluster not found'],
]

test.concurrent.each(refused)(
  '%s is refused, and nothing is changed',
  (_what, setup, inputs, ...words) =>
    onBench(
      { ledger: 'none', ...setup, ...(setup.github && { ledger: 'github' }) },
      async (bench) => {
        const { exitCode, outputs, log } = await bench.rollback(inputs)
        expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'refused' })
        for (const word of words) expect(log).toContain(word)
        expect(bench.writes()).toEqual([])
      },
    ),
)

test.concurrent.each(['pull_request', 'pull_request_target', 'issue_comment'])(
  '%s changes nothing',
  (event) =>
    onBench({}, async ({ rollback, aws }) => {
      const { exitCode, log } = await rollback({}, { event })
      expect(exitCode).toBe(1)
      expect(log).toContain('workflow_dispatch')
      expect(aws.requests).toEqual([])
    }),
)

test.concurrent(
  'without a way to GitHub nothing is changed, as its marks are not known',
  () =>
    onBench({}, async ({ rollback, writes }) => {
      const gone = await deploymentsServer()
      await gone.close()
      const ended = await rollback({}, { env: { GITHUB_API_URL: gone.url } })
      expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
      expect(ended.log).toMatch(/GitHub's API gave no answer.*ECONNREFUSED/)
      expect(writes()).toEqual([])
    }),
  60_000,
)

test.concurrent('without a token nothing is changed, and the error names its input', () =>
  onBench({}, async ({ rollback, writes }) => {
    const ended = await rollback({ 'github-token': '' })
    expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
    expect(ended.log).toContain('github-token')
    expect(writes()).toEqual([])
  }))

test.concurrent('a token that only reads: the rollback is done, and its record is missed with what the job has to be given', () =>
  onBench(
    { github: { fault: ({ method }) => (method === 'POST' ? denied : undefined) } },
    async ({ rollback, running }) => {
      const ended = await rollback()
      expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'rolled-back' } })
      const [error = ''] = errorsOf(ended)
      expect(error).toContain('the ledger does not know it')
      expect(error).toMatch(/permissions:\n\s+deployments: write/)
      expect(await running()).toBe('web:1 is a')
    },
  ))

test.concurrent(
  'nothing goes behind a contracting migration unless it is allowed',
  () =>
    onBench({ ledger: 'deployments.json' }, async ({ deploy, rollback, running, writes }) => {
      expect((await deploy('c', { migrations: 'contract' })).exitCode).toBe(0)
      const before = writes().length
      const stopped = await rollback()
      expect(stopped).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
      expect(stopped.log).toContain("marked 'contract'")
      expect(stopped.log).toContain(commitOf('c').slice(0, 12))
      expect(writes().length).toBe(before)
      expect((await rollback({ 'allow-contract': 'true' })).exitCode).toBe(0)
      expect(await running()).toBe('web:2 is b')
    }),
  60_000,
)

test.concurrent('an update that is not allowed is told with its permission, and nothing is marked', () =>
  onBench(
    { scenario: webScenario({ faults: [accessDenied('UpdateService')] }) },
    async ({ rollback, running, github }) => {
      const ended = await rollback()
      expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'failed' } })
      expect(errorsOf(ended).join()).toContain('ecs:UpdateService')
      expect(github.deployments).toEqual([])
      expect(await running()).toBe('web:2 is b')
    },
  ))

test.concurrent('limits of rate and stale answers change nothing', () =>
  onBench(
    {
      scenario: webScenario({
        staleReads: 3,
        faults: [throttled('UpdateService', 1), throttled('ListServiceDeployments', 1)],
      }),
    },
    async ({ rollback, running, writes }) => {
      expect(await rollback()).toMatchObject({
        exitCode: 0,
        outputs: { outcome: 'rolled-back' },
      })
      expect(await running()).toBe('web:1 is a')
      expect(writes()).toEqual(['UpdateService', 'UpdateService'])
    },
  ))

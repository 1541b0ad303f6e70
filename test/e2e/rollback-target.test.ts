import { ok } from '@ci-kit/local-aws/ecs/rollouts'
import { type Scenario, webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { commitOf, DAY, digestOf, ECR, imageOf, onBench } from './rollback-workbench.ts'

test.concurrent(
  'an inactive task definition is registered anew, and the service is set to that',
  () =>
    onBench(
      {
        ledger: 'none',
        scenario: {
          ...webScenario(),
          taskDefinitions: [{ document: webTask('a'), inactive: true }, { document: webTask('b') }],
        },
      },
      async ({ rollback, running, writes }) => {
        const ended = await rollback()
        expect(ended).toMatchObject({ exitCode: 0, outputs: { outcome: 'rolled-back' } })
        expect(ended.outputs.to).toMatch(/web:1$/)
        expect(ended.outputs['task-definition-arn']).toMatch(/web:3$/)
        expect(await running()).toBe('web:3 is a')
        expect(writes()).toEqual(['RegisterTaskDefinition', 'UpdateService'])
      },
    ),
  60_000,
)

test.concurrent('an image by tag is pinned to the digest that ran', () => {
  const tagged = {
    ...webTask('a'),
    containerDefinitions: [{ name: 'web', image: `${ECR}/web:latest`, essential: true }],
  }
  return onBench(
    {
      ledger: 'none',
      scenario: {
        ...webScenario(),
        taskDefinitions: [{ document: tagged }, { document: webTask('b') }],
        digests: { [`${ECR}/web:latest`]: digestOf('a') },
      },
    },
    async ({ rollback, running, writes }) => {
      expect((await rollback()).exitCode).toBe(0)
      expect(await running()).toBe('web:3 is a')
      expect(writes()).toEqual(['RegisterTaskDefinition', 'UpdateService'])
    },
  )
}, 60_000)

/** a to e, of which e runs. */
const five: Scenario = {
  rollout: () => ok(5_000),
  taskDefinitions: [...'abcde'].map((letter) => ({ document: webTask(letter) })),
  services: [
    {
      name: 'web',
      history: [5, 4, 3, 2, 1].map((age, at) => ({
        taskDefinition: `web:${at + 1}`,
        age: age * DAY,
      })),
    },
  ],
}

test.concurrent.each([
  ['previous', 'web:4 is d'],
  ['3', 'web:2 is b'],
  [digestOf('c'), 'web:3 is c'],
  [digestOf('c').slice(0, 19), 'web:3 is c'],
  ['web:1', 'web:1 is a'],
])(
  'to: %s',
  (to, running) =>
    onBench({ ledger: 'none', scenario: five }, async (bench) => {
      const { exitCode } = await bench.rollback({ to })
      expect({ exitCode, running: await bench.running() }).toEqual({ exitCode: 0, running })
      expect(bench.writes()).toEqual(['UpdateService'])
    }),
  60_000,
)

test.concurrent(
  'a release is named by its commit, its service deployment or its record',
  () =>
    onBench({}, async ({ deploy, rollback, running }) => {
      const c = await deploy('c')
      const d = await deploy('d')
      expect([c.exitCode, d.exitCode]).toEqual([0, 0])
      expect((await rollback({ to: commitOf('c').slice(0, 7) })).exitCode).toBe(0)
      expect(await running()).toBe('web:3 is c')
      const marked = await rollback({ to: d.outputs['deployment-id'] ?? '' })
      expect(marked).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
      expect(errorsOf(marked).join()).toContain("'allow-bad: true'")
      const allowed = { to: d.outputs['service-deployment-arn'] ?? '', 'allow-bad': 'true' }
      expect((await rollback(allowed)).exitCode).toBe(0)
      expect(await running()).toBe('web:4 is d')
    }),
  60_000,
)

test.concurrent(
  'a commit that was deployed as several releases is ambiguous',
  () =>
    onBench({ ledger: 'deployments.json' }, async ({ deploy, rollback, writes }) => {
      expect((await deploy('c')).exitCode).toBe(0)
      expect((await deploy('c', { images: `web=${imageOf('d')}` })).exitCode).toBe(0)
      expect((await deploy('e')).exitCode).toBe(0)
      const before = writes().length
      const ended = await rollback({ to: commitOf('c') })
      expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
      expect(ended.log).toContain('stands for several releases')
      expect(ended.log).toContain('web:3')
      expect(ended.log).toContain('web:4')
      expect(writes().length).toBe(before)
    }),
  60_000,
)

test.concurrent('a dry run lists the releases with the commits that each takes out, and changes nothing', () => {
  const commits = [{ sha: commitOf('d'), commit: { message: 'Sell shoes\n\nmore' } }]
  const compared = {
    [`${commitOf('c')}...${commitOf('d')}`]: { total_commits: 1, commits },
  }
  return onBench({ github: { compared } }, async ({ deploy, rollback, running, writes }) => {
    expect((await deploy('c')).exitCode).toBe(0)
    expect((await deploy('d')).exitCode).toBe(0)
    const before = writes().length
    const ended = await rollback({ 'dry-run': 'true' })
    expect(ended).toMatchObject({ exitCode: 0, outputs: { outcome: 'dry-run' } })
    const candidates: unknown = JSON.parse(ended.outputs.candidates ?? '')
    expect(candidates).toMatchObject({
      web: [
        { taskDefinition: expect.stringMatching(/web:4$/), state: 'current' },
        { taskDefinition: expect.stringMatching(/web:3$/), state: 'good', commits: 1 },
        { taskDefinition: expect.stringMatching(/web:2$/), state: 'good', commits: null },
        { taskDefinition: expect.stringMatching(/web:1$/), state: 'good', commits: null },
      ],
    })
    expect(ended.summary).toContain('Sell shoes')
    expect(writes().length).toBe(before)
    expect(await running()).toBe('web:4 is d')
  })
}, 60_000)

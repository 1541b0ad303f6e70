import { rollBackUnfinished } from '@ci-kit/deploy-ecs/cancel/roll-back-unfinished'
import {
  leftUnfinished,
  type Unfinished,
  unfinishedRollouts,
  variableOf,
} from '@ci-kit/deploy-ecs/cancel/unfinished'
import { expect, test } from '@jest/globals'
import { aDeployment } from '../../ecs/rollout/samples.ts'
import { arnOf, revision } from '../../ecs/services/a-service.ts'

const web: Unfinished = {
  region: '',
  cluster: 'shop',
  service: arnOf('web'),
  taskDefinition: revision(2),
}
const api: Unfinished = { ...web, service: arnOf('api') }

const state = () => {
  const saved = new Map<string, string>()
  const variables = new Map<string, string>()
  return {
    variables,
    save: (name: string, value: string) => void saved.set(name, value),
    read: (name: string) => saved.get(name) ?? '',
    exportVariable: (name: string, value: string) => void variables.set(name, value),
  }
}

const ENV = { GITHUB_ACTION: '__ci-kit_2' }

test('a rollout is noted until its end is known', () => {
  const kept = state()
  const rollouts = unfinishedRollouts(kept, ENV)
  rollouts.expect(web)
  rollouts.expect(api)
  expect(leftUnfinished(kept)).toEqual([web, api])
  expect(kept.variables.get(variableOf(ENV))).toBe('true')
  rollouts.settle(web.service)
  expect(leftUnfinished(kept)).toEqual([api])
  rollouts.settle(api.service)
  expect(leftUnfinished(kept)).toEqual([])
  expect(kept.variables.get(variableOf(ENV))).toBe('')
})

test('a step of a composite action keeps what an earlier one of the same id has left', () => {
  const kept = state()
  const rollouts = unfinishedRollouts(kept, { ...ENV, [variableOf(ENV)]: 'true' })
  rollouts.expect(web)
  rollouts.settle(web.service)
  expect(kept.variables.get(variableOf(ENV))).toBe('true')
})

test.each(['', 'no json', '{}', '[1]', '[{"cluster":"shop"}]'])('%j leaves nothing', (text) => {
  const kept = state()
  kept.save('unfinished', text)
  expect(leftUnfinished(kept)).toEqual([])
})

const post = async (status: Parameters<typeof aDeployment>[0], taskDefinition = revision(2)) => {
  const calls: string[] = []
  const said: string[] = []
  const target = {
    arn: 'revision',
    requested: 1,
    running: 0,
    pending: 1,
    productionWeight: undefined,
    testWeight: undefined,
  }
  const deployment = aDeployment({ target, ...status })
  await rollBackUnfinished([web], {
    log: { info: (text) => void said.push(text), warning: (text) => void said.push(text) },
    deployments: () => ({
      list: async () => [{ ...deployment, targetServiceRevision: deployment.target?.arn }],
      describe: async () => ({ found: [deployment], failures: [] }),
      revisions: async ([arn = '']) => ({
        found: [{ arn, taskDefinition, images: [], createdAt: 0, document: {} }],
        failures: [],
      }),
      stop: async (arn, how) => void calls.push(`${how} ${arn}`),
      continue: () => Promise.reject(new Error('nothing is continued')),
    }),
  })
  return { calls, said, deployment }
}

test('the post step rolls back what the step deployed, once', async () => {
  const { calls, said, deployment } = await post({ status: 'IN_PROGRESS' })
  expect(calls).toEqual([`ROLLBACK ${deployment.arn}`])
  expect(said).toEqual([expect.stringContaining('rolled back')])
})

test.each([
  ['of another release', { status: 'IN_PROGRESS' as const }, revision(3)],
  ['that is over', { status: 'SUCCESSFUL' as const }, revision(2)],
  ['on its way back', { status: 'ROLLBACK_IN_PROGRESS' as const }, revision(2)],
])('the post step leaves a deployment %s alone', async (_, about, taskDefinition) => {
  const { calls, said } = await post(about, taskDefinition)
  expect(calls).toEqual([])
  expect(said).toHaveLength(1)
})

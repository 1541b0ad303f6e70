import type { Json } from '@ci-kit/core/json'
import { rollBackService } from '@ci-kit/deploy-ecs/group/roll-back-service'
import type { Service } from '@ci-kit/ecs/model/service'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import { expect, test } from '@jest/globals'
import { arnOf, aService, entry, revision } from '../../ecs/services/a-service.ts'
import { aResult } from './endings.ts'

const BECAUSE = "'api' did not succeed"
const deployed = {
  before: aService(),
  previous: revision(1),
  name: 'web',
  taskDefinition: revision(2),
}
const running = (number: number) =>
  aService({
    taskDefinition: revision(number),
    deployments: [entry({ id: `ecs-svc/${number}`, taskDefinition: revision(number) })],
  })

const ports = (now: Service | undefined, end: OutcomeKind = 'succeeded') => {
  const updates: Json[] = []
  const warnings: string[] = []
  return {
    updates,
    warnings,
    services: {
      describe: async () => ({ found: now === undefined ? [] : [now], failures: [] }),
      update: async (request: Json) => {
        updates.push(request)
        return running(1)
      },
      create: () => Promise.reject(new Error('nothing is created')),
    },
    deployments: { list: async () => [] },
    watch: async () => aResult('web', end),
    warn: (text: string) => void warnings.push(text),
  }
}

test('a service goes back by one more update, which is said loudly', async () => {
  const world = ports(running(2))
  const result = await rollBackService(deployed, BECAUSE, world)
  expect(world.updates).toEqual([{ service: arnOf('web'), taskDefinition: revision(1) }])
  expect(result?.outcome).toEqual({ kind: 'rolled-back', reason: BECAUSE })
  // Not by ECS.
  expect(result?.stopped).toEqual({ reason: BECAUSE })
  expect(world.warnings).toHaveLength(1)
  for (const part of ["'web'", revision(1), BECAUSE, 'second update']) {
    expect(world.warnings[0]).toContain(part)
  }
})

test.each([
  ['failed', 'failed'],
  ['rolled-back', 'failed'],
  ['timed-out', 'timed-out'],
  ['superseded', 'superseded'],
] as const)('a way back that ended %s is %s', async (end, kind) => {
  const result = await rollBackService(deployed, BECAUSE, ports(running(2), end))
  expect(result?.outcome.kind).toBe(kind)
})

test('a service that another deployment took over is left alone', async () => {
  const world = ports(running(3))
  const result = await rollBackService(deployed, BECAUSE, world)
  expect(result?.outcome).toEqual({ kind: 'superseded', by: 'ecs-svc/3' })
  expect(world.updates).toEqual([])
})

test.each([
  ['that somebody else set back', running(1), 'again, by ECS or somebody else'],
  ['that is gone', undefined, 'not there any more'],
])('a service %s is not updated, and not green', async (_, now, words) => {
  const world = ports(now)
  const result = await rollBackService(deployed, BECAUSE, world)
  expect(result?.outcome).toMatchObject({ kind: 'failed', reason: expect.stringContaining(words) })
  expect(world.updates).toEqual([])
})

test.each([
  ['this step created it', { ...deployed, before: undefined }],
  ['CodeDeploy deploys it', { ...deployed, before: aService({ controller: 'CODE_DEPLOY' }) }],
  ['nothing is known to have run well', { ...deployed, previous: undefined }],
  ['it ran the same task definition', { ...deployed, taskDefinition: revision(1) }],
])('there is nothing to go back to when %s', async (why, about) => {
  const world = ports(running(2))
  expect(await rollBackService(about, BECAUSE, world)).toBeUndefined()
  expect(world.updates).toEqual([])
  expect(world.warnings[0]).toContain(why)
})

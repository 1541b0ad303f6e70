import type { Json } from '@ci-kit/core/json'
import type { Service } from '@ci-kit/ecs/model/service'
import { judgeLegacy } from '@ci-kit/ecs/rollout/legacy'
import { isOurEntry } from '@ci-kit/ecs/rollout/sight'
import { startCreate, startedRollout, startUpdate } from '@ci-kit/ecs/services/start-rollout'
import { describe, expect, test } from '@jest/globals'
import { arnOf, aService, entry, refusal, revision } from './a-service.ts'

const OLD = 'arn:aws:ecs:eu-west-1:123456789012:service-deployment/shop/web/old'
const CURRENT = 'arn:aws:ecs:eu-west-1:123456789012:service-deployment/shop/web/current'

const brief = {
  arn: OLD,
  status: 'SUCCESSFUL',
  createdAt: 500,
  startedAt: undefined,
  finishedAt: undefined,
  targetServiceRevision: undefined,
} as const

const updated = aService({
  taskDefinition: revision(2),
  deployments: [
    entry({ id: 'ecs-svc/2', taskDefinition: revision(2), createdAt: 2_000 }),
    entry({ status: 'ACTIVE' }),
  ],
})

/** Notes the calls in their order. */
const fakePorts = (
  answer: Service | Error,
  listed: readonly (typeof brief)[] | Error = [brief],
) => {
  const calls: unknown[] = []
  const send = (operation: string) => async (request: Json) => {
    calls.push([operation, request])
    if (answer instanceof Error) throw answer
    return answer
  }
  return {
    calls,
    services: { update: send('update'), create: send('create') },
    deployments: {
      list: async () => {
        calls.push('list')
        if (listed instanceof Error) throw listed
        return listed
      },
    },
  }
}

const update = (startsDeployment = true) => ({
  taskDefinition: revision(2),
  update: { request: { service: arnOf('web') }, startsDeployment, differences: [] },
  until: 'end' as const,
})

test('what was there before is read first, and the new deployment is the rollout', async () => {
  const ports = fakePorts(updated)
  const before = aService({ currentServiceDeployment: CURRENT })
  const { rollout } = await startUpdate(ports, before, update())
  expect(ports.calls).toEqual(['list', ['update', { service: arnOf('web') }]])
  expect(rollout).toEqual({
    service: 'web',
    serviceArn: arnOf('web'),
    taskDefinition: revision(2),
    primary: 'ecs-svc/2',
    before: [CURRENT, OLD],
    startedAt: 2_000,
    strategy: 'ROLLING',
    until: 'end',
  })
})

test('an update without a deployment has nothing to watch and lists nothing', async () => {
  const ports = fakePorts(updated)
  const { rollout } = await startUpdate(ports, aService(), update(false))
  expect(rollout).toBeUndefined()
  expect(ports.calls).toEqual([['update', { service: arnOf('web') }]])
})

describe('an answer that is stale', () => {
  const previous = aService({ deployments: [entry({ createdAt: 1_400 })] })
  const startedBy = (answer: Service) => {
    const about = { previous, before: [], taskDefinition: revision(1) }
    return startedRollout(answer, { ...about, until: 'end' })
  }

  test.each([
    ['by its deployments', previous, 1_401],
    ['by its events', { ...previous, events: [{ id: '1', at: 1_500, message: '' }] }, 1_501],
    ['by what was read before', aService({ deployments: [] }), 1_401],
  ])('names no deployment, and the first time after what ECS dated %s', (_, stale, first) => {
    const started = startedBy(stale)
    expect(started.primary).toBeUndefined()
    expect(isOurEntry(started, entry({ createdAt: first }))).toBe(true)
    expect(isOurEntry(started, entry({ createdAt: first - 1 }))).toBe(false)
  })

  test('is no success of the deployment before, which runs the same task definition', () => {
    const seen = { started: startedBy(previous), service: previous, hasFailed: false }
    expect(judgeLegacy({ ...seen, looksAlike: 99 })).toMatchObject({ kind: 'wait' })
  })
})

test('without the permission to list, the service names the newest', async () => {
  const ports = fakePorts(updated, refusal('AccessDeniedException', { denied: true }))
  const before = aService({ currentServiceDeployment: CURRENT })
  expect((await startUpdate(ports, before, update())).rollout?.before).toEqual([CURRENT])
})

test('nothing is updated when the list fails otherwise', async () => {
  const ports = fakePorts(updated, refusal('ServerException'))
  await expect(startUpdate(ports, aService(), update())).rejects.toThrow('ServerException')
  expect(ports.calls).toEqual(['list'])
})

test('a refusal says what it means, and the update is sent once', async () => {
  const ports = fakePorts(refusal('BlockedException'))
  await expect(startUpdate(ports, aService(), update())).rejects.toThrow('Contact AWS Support')
  expect(ports.calls).toHaveLength(2)
})

test('a new service is watched from its first deployment', async () => {
  const ports = fakePorts(aService())
  const request = { serviceName: 'web' }
  const { rollout } = await startCreate(ports, 'web', {
    taskDefinition: revision(1),
    request,
    until: 'end',
  })
  expect(ports.calls).toEqual([['create', request]])
  expect(rollout).toMatchObject({ primary: 'ecs-svc/1', before: [], startedAt: 1_000 })
})

import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { aService, entry, revision } from '../../ecs/services/a-service.ts'
import { aCodeDeployPlan, aPrepared, registered } from '../a-prepared.ts'
import { aResult } from '../group/endings.ts'
import { deploying } from './deploying.ts'

const web = aPrepared()
const api = aPrepared({ name: 'api', previous: revision(1) })

test('a service is noted, updated once, watched, recorded and settled, in this order', async () => {
  const { result, calls } = await deploying([web])
  expect(calls).toEqual([
    'expect web web:2',
    'update web web:2',
    'watch web',
    'record web',
    'recorded web succeeded',
    'settle web',
  ])
  expect(result).toMatchObject([
    {
      name: 'web',
      taskDefinition: revision(2),
      previous: revision(1),
      record: 'id-web',
      end: { kind: 'watched', result: { outcome: { kind: 'succeeded' } } },
    },
  ])
})

test('a service that succeeded goes back after a failure, watched by hands off, and its record says so', async () => {
  const failing = aPrepared({ name: 'api', request: { needs: ['web'] } })
  const { result, calls } = await deploying([web, failing], { ends: { api: 'rolled-back' } })
  expect(calls.filter((call) => !/^(warn|expect|record )/.test(call))).toEqual([
    'update web web:2',
    'watch web',
    'recorded web succeeded',
    'settle web',
    'update api api:2',
    'watch api',
    'recorded api rolled-back',
    'settle api',
    'update web web:1',
    'watch back web',
    'recorded web rolled-back',
  ])
  expect(result.map(({ end }) => end)).toMatchObject([
    { result: { outcome: { kind: 'rolled-back' } } },
    { result: { outcome: { kind: 'rolled-back' } }, diagnosis: { unknown: [expect.anything()] } },
  ])
})

test('an unhealthy service goes back to what ran well', async () => {
  const health = async () => ({ outcome: 'unhealthy' as const, reason: '/ answers 500' })
  const { result, calls } = await deploying([web], { ports: { health } })
  expect(calls).toContain('update web web:1')
  expect(calls).toContain('recorded web rolled-back')
  expect(result).toMatchObject([
    { end: { result: { outcome: { kind: 'rolled-back', reason: '/ answers 500' } } } },
  ])
})

describe('what cannot be seen', () => {
  test('ends its record as a failure, settles the service, and is told', async () => {
    const { result, calls } = await deploying([web], { ends: { web: new UserError('lost') } })
    expect(calls.slice(-3)).toEqual(['record web', 'recorded web failed', 'settle web'])
    expect(result).toMatchObject([{ end: { kind: 'broken' }, record: 'id-web' }])
  })

  test('because the job was cancelled stays noted for the post step', async () => {
    const ends = { web: new UserError('cut off') }
    const { calls } = await deploying([web], { ends, cancelled: true })
    expect(calls).toContain('recorded web cancelled')
    expect(calls).not.toContain('settle web')
  })
})

test('a refused update starts nothing more and leaves nothing noted', async () => {
  const refused = new UserError('no capacity')
  const { result, calls } = await deploying([web, api], { refuses: { web: refused } })
  expect(calls).toEqual(['expect web web:2', 'update web web:2', 'settle web'])
  expect(result).toMatchObject([
    { end: { kind: 'broken', error: refused } },
    { end: { kind: 'not-started', reason: expect.stringContaining("'web'") } },
  ])
})

test.each(['succeeded', 'paused'] as const)(
  'a cancelled job does not settle what has %s',
  async (end) => {
    const { calls } = await deploying([web], { ends: { web: end }, cancelled: true })
    expect(calls).toContain(`recorded web ${end}`)
    expect(calls).not.toContain('settle web')
  },
)

test('a created service is settled by what it was noted as', async () => {
  const create = {
    desiredCount: 1,
    networkConfiguration: { awsvpcConfiguration: { subnets: ['s'] } },
  }
  const fresh = aPrepared({ service: undefined, previous: undefined, create })
  const { result, calls } = await deploying([fresh])
  expect(calls).toContain('create web')
  expect(calls.filter((call) => /^(expect|settle)/.test(call))).toEqual([
    'expect web web:2',
    'settle web',
  ])
  expect(result).toMatchObject([{ service: aService().arn, previous: '' }])
})

describe('what nobody waits for', () => {
  test('is recorded before the step ends, and its outcome left open', async () => {
    const { result, calls } = await deploying([web], { ports: { waits: false } })
    expect(calls).toEqual(['expect web web:2', 'update web web:2', 'record web'])
    expect(result).toMatchObject([{ end: { kind: 'started' }, record: 'id-web' }])
  })

  test('may be a deployment of CodeDeploy', async () => {
    const service = aService({ controller: 'CODE_DEPLOY' })
    const { result } = await deploying([aPrepared({ service, codeDeploy: aCodeDeployPlan })], {
      ports: { waits: false },
    })
    expect(result).toMatchObject([{ end: { kind: 'started' }, codeDeployment: 'd-1' }])
  })
})

test('a deployment on its way is watched, also beside new settings', async () => {
  const service = aService({
    deployments: [
      entry({ rolloutState: 'IN_PROGRESS' }),
      entry({ id: 'ecs-svc/0', status: 'ACTIVE', taskDefinition: revision(0) }),
    ],
  })
  const attached = aPrepared({ service, equal: registered(1), previous: revision(0) })
  const first = await deploying([attached])
  expect(first.calls.filter((call) => !call.startsWith('record'))).toEqual([
    'expect web web:1',
    'watch web',
    'settle web',
  ])
  const second = await deploying([
    { ...attached, request: { ...attached.request, settings: { desiredCount: 7 } } },
  ])
  expect(second.calls).toContain('update web settings')
  expect(second.calls).toContain('watch web')
})

test('settings that replace no task are in force at once', async () => {
  const { result, calls } = await deploying([
    aPrepared({ equal: registered(1), request: { settings: { desiredCount: 7 } } }),
  ])
  expect(calls).toEqual(['update web settings'])
  expect(result).toMatchObject([{ end: { kind: 'updated' } }])
})

test('an unchanged service satisfies those that need it', async () => {
  const { result, calls } = await deploying([
    aPrepared({ equal: registered(1) }),
    aPrepared({ name: 'api', request: { needs: ['web'] } }),
  ])
  expect(calls).not.toContain('update web web:1')
  expect(calls).toContain('update api api:2')
  expect(result.map(({ end }) => end.kind)).toEqual(['unchanged', 'watched'])
})

test('a paused service leaves those that need it unstarted', async () => {
  const { result } = await deploying(
    [web, aPrepared({ name: 'api', request: { needs: ['web'] } })],
    { ends: { web: 'paused' } },
  )
  expect(result[1]?.end).toMatchObject({
    kind: 'not-started',
    reason: expect.stringContaining('paused'),
  })
})

test('an active rollout that is out of sight is stopped once and watched by hands off', async () => {
  const lost = aResult('web', 'failed', { status: 'IN_PROGRESS', deployment: 'sd-1' })
  const { calls } = await deploying([web], {
    back: 'rolled-back',
    ports: { watching: () => async () => lost },
  })
  expect(calls).toContain('stop sd-1')
  expect(calls).toContain('watch back web')
  expect(calls.filter((call) => call.startsWith('update'))).toHaveLength(1)
})

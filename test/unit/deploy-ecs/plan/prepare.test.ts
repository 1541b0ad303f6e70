import { prepare } from '@ci-kit/deploy-ecs/plan/prepare'
import { sharingEquals } from '@ci-kit/deploy-ecs/plan/sharing-equals'
import type { ServiceRequest } from '@ci-kit/deploy-ecs/service-request'
import type { RegisteredTaskDefinition } from '@ci-kit/ecs/ecs'
import type { Service } from '@ci-kit/ecs/model/service'
import { describe, expect, test } from '@jest/globals'
import { aService, refusal, revision } from '../../ecs/services/a-service.ts'
import {
  aCodeDeployPlan,
  aDocument,
  aPrepared,
  aRequest,
  OTHER_DIGEST,
  registered,
} from '../a-prepared.ts'

const FILE = { kind: 'file', path: 'web.json' } as const

const preparing = async (
  about: Partial<ServiceRequest>,
  world: {
    readonly service?: Service
    readonly file?: object
    readonly definitions?: readonly RegisteredTaskDefinition[]
  } = {},
) => {
  const calls: string[] = []
  const notices: string[] = []
  const { service = aService(), file = aDocument(), definitions = [registered(1)] } = world
  const isThere = about.create === undefined
  const prepared = await prepare(
    aRequest({ source: FILE, ...about }),
    {
      found: isThere || world.service ? [service] : [],
      failures: isThere ? [] : [{ arn: service.arn, reason: 'MISSING', detail: '' }],
    },
    {
      files: async () => Buffer.from(JSON.stringify(file)),
      taskDefinitions: {
        describe: async (reference) => {
          calls.push(`describe ${reference}`)
          const known = definitions.find(({ arn, family }) => [arn, family].includes(reference))
          if (known === undefined) throw refusal('ClientException')
          return known
        },
      },
      registries: { digestOf: async () => ({ digest: OTHER_DIGEST }) },
      log: { notice: (text) => void notices.push(text) },
      createDocument: async () => ({ desiredCount: 1 }),
      planCodeDeploy: async () => {
        calls.push('plan codedeploy')
        return aCodeDeployPlan
      },
    },
  )
  return { prepared, calls, notices }
}

test('what runs already is asked for once, and is equal', async () => {
  const { prepared, calls } = await preparing({ source: { kind: 'service' } })
  expect(calls).toEqual([`describe ${revision(1)}`])
  expect(prepared).toMatchObject({ equal: { arn: revision(1) }, changes: [] })
})

test('another digest is a change', async () => {
  const { prepared } = await preparing({}, { file: aDocument(OTHER_DIGEST) })
  expect(prepared.equal).toBeUndefined()
  expect(prepared.changes).toHaveLength(1)
  expect(prepared.digests).toEqual({ app: `ghcr.io/shop/web@${OTHER_DIGEST}` })
})

test('what ECS does not take any more is registered again', async () => {
  const definitions = [{ ...registered(1), status: 'INACTIVE' as const }]
  const { prepared } = await preparing({}, { definitions })
  expect(prepared.equal).toBeUndefined()
})

test('a registered one that is deployed as it is, is not registered twice', async () => {
  const older = { ...registered(7, OTHER_DIGEST), arn: revision(7) }
  const { prepared } = await preparing(
    { source: { kind: 'registered', reference: revision(7) } },
    { definitions: [registered(1), older] },
  )
  expect(prepared.equal?.arn).toBe(revision(7))
})

test('a family that nobody has registered is new', async () => {
  const create = 'desiredCount: 1'
  const { prepared } = await preparing({ create }, { definitions: [] })
  expect(prepared).toMatchObject({ running: undefined, create: { desiredCount: 1 } })
})

test("'create' for a service that exists is told not to be looked at", async () => {
  const { prepared, notices } = await preparing({ create: 'x: 1' }, { service: aService() })
  expect(prepared.create).toBeUndefined()
  expect(notices).toEqual([expect.stringMatching(/'web' exists.*'create'/)])
})

describe('CodeDeploy', () => {
  const service = aService({ controller: 'CODE_DEPLOY' })
  test.each([
    ['another release', { file: aDocument(OTHER_DIGEST) }, {}, true],
    ['the same', {}, {}, false],
    ['the same, forced', {}, { settings: { forceNewDeployment: true } }, true],
  ])('is read before anything changes for %s', async (_, world, about, isRead) => {
    const { prepared, calls } = await preparing(about, { service, ...world })
    expect(calls.includes('plan codedeploy')).toBe(isRead)
    expect(prepared.codeDeploy !== undefined).toBe(isRead)
  })
})

test('what one service runs is not registered for another, in any order', () => {
  const wanted = aPrepared({ name: 'api' })
  const running = aPrepared({ equal: registered(1, OTHER_DIGEST) })
  const alone = aPrepared({ name: 'mail', document: aDocument(OTHER_DIGEST, 'mail') })
  const shared = sharingEquals([wanted, running, alone]).map(({ equal }) => equal?.arn)
  expect(shared).toEqual([revision(1), revision(1), undefined])
})

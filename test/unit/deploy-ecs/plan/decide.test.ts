import { decide } from '@ci-kit/deploy-ecs/plan/decide'
import { previousOf } from '@ci-kit/deploy-ecs/plan/previous'
import type { DeploymentEntry } from '@ci-kit/ecs/model/service'
import { expect, test } from '@jest/globals'
import { aService, entry, revision } from '../../ecs/services/a-service.ts'
import { aCodeDeployPlan, aPrepared, registered } from '../a-prepared.ts'

const old = entry({ id: 'ecs-svc/0', status: 'ACTIVE', taskDefinition: revision(0), createdAt: 1 })
const equalWith = (...deployments: readonly DeploymentEntry[]) =>
  aPrepared({ equal: registered(1), service: aService({ deployments }) })

test.each<[string, readonly DeploymentEntry[], string]>([
  ['is steady', [entry()], 'unchanged'],
  ['is on its way', [entry({ rolloutState: 'IN_PROGRESS' }), old], 'attach'],
  ['is on its way, and ECS tells no state', [entry({ rolloutState: undefined }), old], 'attach'],
  ['is there, and ECS tells no state', [entry({ rolloutState: undefined })], 'unchanged'],
  ['has failed', [entry({ rolloutState: 'FAILED' }), old], 'update'],
])('the same release that %s: %s', (_, deployments, kind) => {
  expect(decide(equalWith(...deployments)).kind).toBe(kind)
})

test('a failed rollout is tried anew beside settings that replace no task', () => {
  const prepared = aPrepared({
    equal: registered(1),
    service: aService({ deployments: [entry({ rolloutState: 'FAILED' })] }),
    request: { settings: { desiredCount: 9 } },
  })
  expect(decide(prepared)).toMatchObject({
    kind: 'update',
    update: { startsDeployment: true, request: { forceNewDeployment: true, desiredCount: 9 } },
  })
})

test.each<[string, Parameters<typeof aPrepared>[0], string]>([
  ['another release', {}, 'update'],
  ['no service', { service: undefined }, 'register'],
  [
    'a service to be made',
    {
      service: undefined,
      create: {
        desiredCount: 1,
        networkConfiguration: { awsvpcConfiguration: { subnets: ['s'] } },
      },
    },
    'create',
  ],
  [
    'CodeDeploy',
    { service: aService({ controller: 'CODE_DEPLOY' }), codeDeploy: aCodeDeployPlan },
    'codedeploy',
  ],
  [
    'CodeDeploy with the same',
    { service: aService({ controller: 'CODE_DEPLOY' }), equal: registered(1) },
    'unchanged',
  ],
])('%s', (_, about, kind) => {
  expect(decide(aPrepared(about)).kind).toBe(kind)
})

test.each<[string, readonly DeploymentEntry[], string | undefined]>([
  ['a steady release', [entry()], revision(1)],
  ['what ran before one on its way', [entry({ rolloutState: 'IN_PROGRESS' }), old], revision(0)],
  ['what ran before one that failed', [entry({ rolloutState: 'FAILED' }), old], revision(0)],
  [
    'never one that failed itself',
    [entry({ rolloutState: 'FAILED' }), { ...old, rolloutState: 'FAILED' }],
    undefined,
  ],
  ['nothing before the first', [entry({ rolloutState: 'IN_PROGRESS' })], undefined],
])('the way back is to %s', (_, deployments, arn) => {
  expect(previousOf(aService({ deployments }))).toBe(arn)
})

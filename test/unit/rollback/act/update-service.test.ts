import type { DeploymentEntry, Service } from '@ci-kit/ecs/model/service'
import { updateTo } from '@ci-kit/rollback/act/update-service'
import type { Plan, Update } from '@ci-kit/rollback/plan/plan'
import { expect, test } from '@jest/globals'
import { aService, entry, revision } from '../../ecs/services/a-service.ts'
import { fakeEcs } from '../fake-ecs.ts'

const bad = entry({ id: 'ecs-svc/bad', taskDefinition: revision(2), createdAt: 2_000 })
const back = entry({ id: 'ecs-svc/back', taskDefinition: revision(1), createdAt: 9_000 })
const service = aService({ deployments: [bad] })

const target: Update['target'] = {
  taskDefinition: revision(1),
  digests: {},
  serviceDeployment: undefined,
  serviceRevision: undefined,
  at: 1_000,
  entry: undefined,
  proof: 'ledger',
}

const plan: Plan = {
  service,
  from: { taskDefinition: revision(2), digests: {}, commit: '' },
  target,
  bad: [],
  stop: undefined,
  update: undefined,
  before: ['arn:before'],
  warnings: [],
}

const quiet = () => {}
const log = {
  info: quiet,
  debug: quiet,
  notice: quiet,
  warning: quiet,
  error: quiet,
  group: quiet,
  endGroup: quiet,
}

/** What is watched when UpdateService is answered with these entries. */
const watched = async (deployments: readonly DeploymentEntry[]) => {
  const ecs = fakeEcs()
  const update = async (): Promise<Service> => ({ ...service, deployments })
  const ports = { ecs: { ...ecs, services: { ...ecs.services, update } }, log }
  const wanted = { target, register: undefined, differences: [] }
  return (await updateTo(plan, wanted, ports)).started
}

test('the PRIMARY entry that the update made is watched', async () => {
  expect(await watched([back, { ...bad, status: 'ACTIVE' }])).toMatchObject({
    primary: 'ecs-svc/back',
    taskDefinition: revision(1),
    before: ['arn:before'],
    startedAt: 9_000,
  })
})

test('the release that is left is not watched when the answer is stale', async () => {
  const started = await watched([bad])
  expect(started.primary).toBeUndefined()
  expect(started.startedAt).toBeGreaterThan(bad.createdAt)
})

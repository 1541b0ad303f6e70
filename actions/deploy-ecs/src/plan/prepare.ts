import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { type Json, stringAt } from '@ci-kit/core/json'
import { type Log, visible } from '@ci-kit/core/log'
import type { Answer, RegisteredTaskDefinition, TaskDefinitions } from '@ci-kit/ecs/ecs'
import type { Service } from '@ci-kit/ecs/model/service'
import { deployableService, refuseSettings } from '@ci-kit/ecs/services/refusals'
import { isSameRelease } from '@ci-kit/ecs/task-definition/compare'
import { changesBetween } from '@ci-kit/ecs/task-definition/diff'
import { edited } from '@ci-kit/ecs/task-definition/edit'
import { type ImageDigests, pinImages } from '@ci-kit/ecs/task-definition/pin-images'
import { pinnedImages } from '@ci-kit/ecs/task-definition/pinned-images'
import type { TaskDefinitionFiles } from '@ci-kit/ecs/task-definition/read-file'
import { registeredDocument } from '@ci-kit/ecs/task-definition/registered-document'
import { registrable } from '@ci-kit/ecs/task-definition/registrable'
import { resolveSource } from '@ci-kit/ecs/task-definition/resolve-source'
import type { CodeDeployPlan } from '../codedeploy/plan-codedeploy.ts'
import type { ServiceRequest } from '../service-request.ts'
import { refuseWaitUntil } from '../stages/wait-until.ts'
import type { Prepared } from './prepared.ts'
import { previousOf } from './previous.ts'

export type PreparePorts = {
  readonly files: TaskDefinitionFiles
  readonly taskDefinitions: Pick<TaskDefinitions, 'describe'>
  readonly registries: ImageDigests
  readonly log: Pick<Log, 'notice'>
  /** Members of CreateService by what input `create` says. */
  createDocument(text: string): Promise<Json | undefined>
  /** Reads what CodeDeploy needs. Rejects with a `UserError` for what it could not deploy. */
  planCodeDeploy(service: Service, request: ServiceRequest): Promise<CodeDeployPlan>
}

/**
 * Everything about one service that can be known before anything changes.
 * `answer`: what DescribeServices said of all services of the step. Reads only.
 * Rejects with a `UserError` or an {@link AwsRefusal}.
 */
export const prepare = async (
  request: ServiceRequest,
  answer: Answer<Service>,
  ports: PreparePorts,
): Promise<Prepared> => {
  const { service: wanted, source, edits, keep } = request
  const mayCreate = request.create !== ''
  const service = wanted === undefined ? undefined : deployableService(wanted, answer, mayCreate)
  if (service !== undefined) refuseWishes(service, request)
  if (service !== undefined && mayCreate)
    ports.log.notice(
      `Service '${visible(service.name, 200)}' exists, so that it is updated and 'create' is not looked at.`,
    )
  const {
    document: read,
    origin,
    registered,
  } = await resolveSource(source, { running: service?.taskDefinition, keep }, ports)
  const { document: wished, notices } = edited(read, edits, origin)
  for (const notice of notices) ports.log.notice(notice)
  const clean = registrable(wished, origin)
  const { document } = await pinImages(clean, ports.registries, origin)
  const running = await runningOne(service, document, registered, ports)
  const before = running && registeredDocument(running)
  const equal = [running, registered].find((known) => isEqual(known, document))
  return {
    request,
    name: nameOf(wanted, document),
    service,
    running,
    previous: service && previousOf(service),
    document,
    digests: pinnedImages(document),
    changes: changesBetween(before ?? {}, document),
    equal,
    codeDeploy: isForCodeDeploy(service, equal, request)
      ? await ports.planCodeDeploy(service, request)
      : undefined,
    create:
      service === undefined && mayCreate ? await ports.createDocument(request.create) : undefined,
  }
}

/** Whether CodeDeploy has anything to deploy. */
const isForCodeDeploy = (
  service: Service | undefined,
  equal: RegisteredTaskDefinition | undefined,
  { settings }: ServiceRequest,
): service is Service =>
  service?.controller === 'CODE_DEPLOY' &&
  (service.taskDefinition !== equal?.arn || settings.forceNewDeployment === true)

/** What ECS no longer takes has to be registered again before it can be deployed. */
const isEqual = (
  running: RegisteredTaskDefinition | undefined,
  document: Json,
): running is RegisteredTaskDefinition =>
  running?.status === 'ACTIVE' && isSameRelease(registeredDocument(running), document)

const refuseWishes = (service: Service, { settings, until }: ServiceRequest): void => {
  refuseSettings(service, settings)
  refuseWaitUntil(service, settings.deployment?.strategy ?? service.strategy, until)
}

const nameOf = (service: string | undefined, document: Json): string =>
  service?.slice(service.lastIndexOf('/') + 1) ?? stringAt(document, 'family') ?? ''

/** What runs now, asked for once; without a service the newest of the family. */
const runningOne = async (
  service: Service | undefined,
  document: Json,
  known: RegisteredTaskDefinition | undefined,
  { taskDefinitions }: PreparePorts,
): Promise<RegisteredTaskDefinition | undefined> => {
  if (service === undefined) return newestOf(stringAt(document, 'family') ?? '', taskDefinitions)
  if (known?.arn === service.taskDefinition) return known
  return taskDefinitions.describe(service.taskDefinition)
}

const newestOf = async (
  family: string,
  taskDefinitions: PreparePorts['taskDefinitions'],
): Promise<RegisteredTaskDefinition | undefined> => {
  try {
    return await taskDefinitions.describe(family)
  } catch (thrown) {
    // ECS calls a family that nobody has registered a ClientException: "Unable to describe task definition."
    if (thrown instanceof AwsRefusal && thrown.code === 'ClientException') return undefined
    throw thrown
  }
}

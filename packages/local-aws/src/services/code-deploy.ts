import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { AwsFault, type Now, type ServiceHandler } from '../service-handler.ts'
import { written, writtenTarget } from './code-deploy-answers.ts'
import { currentOf, operations, required, textsAt } from './operations.ts'

/** What a deployment is from a moment on. */
export type CodeDeployStep = {
  /** Milliseconds after CreateDeployment; in a {@link CodeDeployment} since the epoch. */
  readonly at: number
  readonly status:
    | 'Created'
    | 'Queued'
    | 'InProgress'
    | 'Ready'
    | 'Succeeded'
    | 'Failed'
    | 'Stopped'
  /** `{ code, message }` for a failure. */
  readonly errorInformation?: { readonly code: string; readonly message: string }
  /** `{ rollbackDeploymentId, rollbackMessage }`, … */
  readonly rollbackInfo?: Json
  /** Lifecycle events of the target as CodeDeploy writes them: `{ lifecycleEventName, status }`. */
  readonly lifecycleEvents?: readonly Json[]
  /** As CodeDeploy writes them: task sets with `status`, `taskSetLabel`, `trafficWeight`. */
  readonly taskSets?: readonly Json[]
}

export type CodeDeployment = {
  readonly id: string
  readonly request: Json
  readonly createdAt: number
  /** Oldest first. */
  readonly steps: readonly CodeDeployStep[]
}

export type CodeDeployState = {
  /** As GetDeploymentGroup answers them, with `applicationName`, `deploymentGroupName` and `ecsServices`. */
  readonly groups: readonly Json[]
  /** How each new deployment goes on, the first for the first; the last one for all further ones. */
  readonly lives: readonly (readonly CodeDeployStep[])[]
}

const ENDS = ['Succeeded', 'Failed', 'Stopped']

/** The part of CodeDeploy that moves the traffic of an ECS service. `deployments` shows what was created. */
export const codeDeploy = (
  state: CodeDeployState,
  now: Now,
): { readonly handler: ServiceHandler; deployments(): readonly CodeDeployment[] } => {
  const deployments = new Map<string, CodeDeployment>()
  const named = (input: Json) => deploymentIn(deployments, input)
  const target = (input: Json) => targetId(groupOf(state, named(input).request))
  const handler = operations({
    GetDeploymentGroup: (input) => ({ deploymentGroupInfo: groupOf(state, input) }),
    CreateDeployment: (input) => {
      groupOf(state, input)
      refuseSecond(deployments, input, now())
      const created = newDeployment(state, input, deployments.size, now())
      deployments.set(created.id, created)
      return { deploymentId: created.id }
    },
    GetDeployment: (input) => ({ deploymentInfo: written(named(input), now()) }),
    StopDeployment: (input) => {
      const deployment = named(input)
      deployments.set(deployment.id, stopped(deployment, now()))
      return { status: 'Succeeded', statusMessage: 'Deployment was stopped.' }
    },
    ListDeploymentTargets: (input) => ({ targetIds: [target(input)] }),
    BatchGetDeploymentTargets: (input) => ({
      deploymentTargets: targets(named(input), target(input), input, now()),
    }),
  })
  return { handler, deployments: () => [...deployments.values()] }
}

const deploymentIn = (
  deployments: ReadonlyMap<string, CodeDeployment>,
  input: Json,
): CodeDeployment => {
  const id = required(input, 'deploymentId')
  const found = deployments.get(id)
  if (found !== undefined) return found
  throw new AwsFault('DeploymentDoesNotExistException', `The deployment ${id} could not be found`)
}

const targets = (
  deployment: CodeDeployment,
  id: string,
  input: Json,
  now: number,
): readonly Json[] => {
  if (textsAt(input, 'targetIds')?.includes(id) === true)
    return [writtenTarget(deployment, id, now)]
  throw new AwsFault('InvalidDeploymentTargetIdException', 'The target ID is not valid')
}

const refuseSecond = (
  deployments: ReadonlyMap<string, CodeDeployment>,
  input: Json,
  now: number,
): void => {
  const busy = [...deployments.values()].find((each) => isActive(each, input, now))
  if (busy !== undefined)
    throw new AwsFault(
      'DeploymentLimitExceededException',
      `The Deployment Group already has an active Deployment '${busy.id}'`,
    )
}

const groupOf = ({ groups }: CodeDeployState, input: Json): Json => {
  const application = required(input, 'applicationName')
  const name = required(input, 'deploymentGroupName')
  const ofApplication = groups.filter((group) => group.applicationName === application)
  if (ofApplication.length === 0)
    throw new AwsFault(
      'ApplicationDoesNotExistException',
      `No application found for name: ${application}`,
    )
  const group = ofApplication.find((each) => each.deploymentGroupName === name)
  if (group !== undefined) return group
  throw new AwsFault(
    'DeploymentGroupDoesNotExistException',
    `No Deployment Group found for name: ${name}`,
  )
}

const isActive = ({ request, steps }: CodeDeployment, input: Json, now: number): boolean =>
  request.applicationName === input.applicationName &&
  request.deploymentGroupName === input.deploymentGroupName &&
  !ENDS.includes(currentOf(steps, now)?.status ?? 'Created')

const newDeployment = (
  { lives }: CodeDeployState,
  request: Json,
  before: number,
  now: number,
): CodeDeployment => {
  const content = isObject(request.revision) ? request.revision.appSpecContent : undefined
  if (!isObject(content) || stringAt(content, 'content') === undefined)
    throw new AwsFault('RevisionRequiredException', 'Revision is required, but was not specified')
  const life = lives[Math.min(before, lives.length - 1)] ?? []
  return {
    id: `d-${String(before + 1).padStart(9, '0')}`,
    request,
    createdAt: now,
    steps: life.map((step) => ({ ...step, at: now + step.at })),
  }
}

/** What has ended stays as it is. */
const stopped = (deployment: CodeDeployment, now: number): CodeDeployment => {
  const status = currentOf(deployment.steps, now)?.status ?? 'Created'
  if (ENDS.includes(status))
    throw new AwsFault(
      'DeploymentAlreadyCompletedException',
      `Deployment ${deployment.id} is already in terminal state ${status}`,
    )
  const passed = deployment.steps.filter(({ at }) => at <= now)
  return { ...deployment, steps: [...passed, { at: now, status: 'Stopped' }] }
}

/** For ECS a target is the group's service, and is named by it and its cluster. */
const targetId = ({ ecsServices }: Json): string => {
  const [service] = Array.isArray(ecsServices) ? ecsServices.filter(isObject) : []
  return `${stringAt(service, 'clusterName')}:${stringAt(service, 'serviceName')}`
}

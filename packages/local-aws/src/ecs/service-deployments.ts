import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { AwsFault } from '../service-handler.ts'
import { nameIn } from './arns.ts'
import { deploymentBrief, deploymentView } from './deployment-view.ts'
import { hasEnded, stateOf } from './deployments.ts'
import {
  checkCluster,
  type DeploymentRecord,
  type EcsState,
  type Operations,
  type ServiceRecord,
} from './ecs-state.ts'
import { askedPage, atMost, requiredAt, stringsAt } from './input.ts'
import { continueDeployment, stopDeployment } from './interventions.ts'
import { revisionView } from './revision-view.ts'
import { readService } from './services.ts'

type Found = { readonly service: ServiceRecord; readonly deployment: DeploymentRecord }

export const serviceDeploymentOperations = (state: EcsState): Operations => ({
  ListServiceDeployments: (input) => {
    checkCluster(state, input)
    const service = readService(state, nameIn(requiredAt(input, 'service')))
    if (service === undefined) throw new AwsFault('ServiceNotFoundException', 'Service not found.')
    const listed = service.deployments.toReversed().filter(wanted(state, input))
    const { page, nextToken } = askedPage(listed, input)
    return {
      serviceDeployments: page.map((each) => deploymentBrief(state, service, each, state.now())),
      nextToken,
    }
  },
  DescribeServiceDeployments: (input) =>
    described(state, input, 'serviceDeployment', ({ arn }) => arn, deploymentView),
  DescribeServiceRevisions: (input) =>
    described(
      state,
      input,
      'serviceRevision',
      ({ revisionArn, withoutRevision }) => (withoutRevision ? '' : revisionArn),
      revisionView,
    ),
  StopServiceDeployment: (input) => {
    const { service, deployment } = findDeployment(state, input)
    replace(state, service, stopDeployment(deployment, stringAt(input, 'stopType'), state.now()))
    return { serviceDeploymentArn: deployment.arn }
  },
  ContinueServiceDeployment: (input) => {
    const { service, deployment } = findDeployment(state, input)
    const answer = stringAt(input, 'action') ?? 'CONTINUE'
    const hookId = requiredAt(input, 'hookId')
    replace(state, service, continueDeployment(deployment, hookId, answer, state.now()))
    return { serviceDeploymentArn: deployment.arn }
  },
})

/** Filters of ListServiceDeployments: statuses, and times of creation in seconds. */
const wanted = (state: EcsState, input: Json) => {
  const statuses = stringsAt(input, 'status')
  const { after = 0, before = Number.POSITIVE_INFINITY } = objectAt(input, 'createdAt') ?? {}
  return (deployment: DeploymentRecord): boolean =>
    (statuses.length === 0 || statuses.includes(stateOf(deployment, state.now()).status)) &&
    deployment.createdAt / 1000 >= Number(after) &&
    deployment.createdAt / 1000 <= Number(before)
}

const everyDeployment = ({ services }: EcsState): readonly Found[] =>
  [...services.values()].flatMap((service) =>
    service.deployments.map((deployment) => ({ service, deployment })),
  )

const described = (
  state: EcsState,
  input: Json,
  what: 'serviceDeployment' | 'serviceRevision',
  arnOf: (deployment: DeploymentRecord) => string,
  view: (state: EcsState, service: ServiceRecord, deployment: DeploymentRecord) => Json,
): Json => {
  const arns = atMost(stringsAt(input, `${what}Arns`), 20, `${what}Arns`)
  const all = new Map(everyDeployment(state).map((found) => [arnOf(found.deployment), found]))
  return {
    [`${what}s`]: arns.flatMap((arn) => {
      const found = all.get(arn)
      return found === undefined ? [] : [view(state, found.service, found.deployment)]
    }),
    failures: arns.filter((arn) => !all.has(arn)).map((arn) => ({ arn, reason: 'MISSING' })),
  }
}

const findDeployment = (state: EcsState, input: Json): Found => {
  const arn = requiredAt(input, 'serviceDeploymentArn')
  const found = everyDeployment(state).find(({ deployment }) => deployment.arn === arn)
  if (found === undefined)
    throw new AwsFault('ServiceDeploymentNotFoundException', 'Service deployment not found.')
  if (hasEnded(found.deployment, state.now()))
    throw new AwsFault(
      'ConflictException',
      `The service deployment is in the ${stateOf(found.deployment, state.now()).status} state.`,
    )
  return found
}

const replace = (state: EcsState, service: ServiceRecord, changed: DeploymentRecord): void => {
  const deployments = service.deployments.map((each) => (each.arn === changed.arn ? changed : each))
  state.services.set(service.name, { ...service, deployments })
}

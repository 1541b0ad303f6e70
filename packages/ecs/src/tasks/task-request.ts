import { UserError } from '@ci-kit/core/errors'
import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { objectsAt, textAt, textsAt } from '../model/read-members.ts'
import type { OneOffTask } from './one-off-task.ts'

/**
 * The request of RunTask, without the cluster. Throws for overrides of
 * containers that are not there, and for a task that needs a network and has
 * none.
 */
export const taskRequest = (task: OneOffTask): Json => {
  const { overrides, tags, managedTags, volume } = task
  checkOverrides(task)
  return {
    taskDefinition: task.taskDefinition,
    count: 1,
    startedBy: task.startedBy,
    ...capacity(task),
    ...network(task),
    ...(overrides.length > 0 && { overrides: { containerOverrides: overrides } }),
    ...(tags.length > 0 && { tags }),
    ...(managedTags !== undefined && { enableECSManagedTags: managedTags }),
    ...(volume && {
      volumeConfigurations: [{ name: volume.name, managedEBSVolume: volume.settings }],
    }),
  }
}

const checkOverrides = ({ overrides, definition }: OneOffTask): void => {
  const known = objectsAt(definition, 'containerDefinitions').map((entry) => textAt(entry, 'name'))
  for (const override of overrides) {
    const name = textAt(override, 'name')
    if (known.includes(name)) continue
    throw new UserError(
      `The overrides of the one-off task name container '${visible(name, 255)}', and its task definition has ${visible(known.join(', '), 500)}. Give each override the 'name' of one of them.`,
    )
  }
}

/** A strategy and a launch type exclude each other. Without a service it is Fargate. */
const capacity = (task: OneOffTask): Json => {
  const { capacityProviderStrategy, launchType, service } = task
  if (capacityProviderStrategy.length > 0) return { capacityProviderStrategy }
  if (launchType !== undefined) return { launchType, ...platform(service, launchType) }
  if (service === undefined) return { launchType: 'FARGATE' }
  const inherited = objectsAt(service, 'capacityProviderStrategy')
  if (inherited.length > 0) {
    return { capacityProviderStrategy: inherited, ...platform(service, 'FARGATE') }
  }
  const own = stringAt(service, 'launchType')
  // With neither ECS takes the cluster's own strategy, as it does for the service.
  return own === undefined ? {} : { launchType: own, ...platform(service, own) }
}

/** Only tasks on Fargate have a platform; LATEST is what ECS takes anyway. */
const platform = (service: Json | undefined, launchType: string): Json => {
  const platformVersion = stringAt(service, 'platformVersion')
  const isNeeded = launchType === 'FARGATE' && platformVersion !== undefined
  return isNeeded && platformVersion !== 'LATEST' ? { platformVersion } : {}
}

/** Only awsvpc has a network of its own; ECS refuses one for the other modes. */
const network = (task: OneOffTask): Json => {
  if (textAt(task.definition, 'networkMode') !== 'awsvpc') return {}
  const inherited = objectAt(objectAt(task.service, 'networkConfiguration'), 'awsvpcConfiguration')
  const subnets = orElse(task.subnets, textsAt(inherited, 'subnets'))
  const securityGroups = orElse(task.securityGroups, textsAt(inherited, 'securityGroups'))
  const assignPublicIp = task.assignPublicIp ?? stringAt(inherited, 'assignPublicIp')
  if (subnets.length === 0) {
    throw new UserError(
      "The one-off task has the network mode awsvpc and no subnets: there is no service to take them from, or it has none. Set input 'run-task-subnets'.",
    )
  }
  const awsvpcConfiguration = {
    subnets,
    ...(securityGroups.length > 0 && { securityGroups }),
    ...(assignPublicIp !== undefined && { assignPublicIp }),
  }
  return { networkConfiguration: { awsvpcConfiguration } }
}

const orElse = (given: readonly string[], inherited: readonly string[]): readonly string[] =>
  given.length > 0 ? given : inherited

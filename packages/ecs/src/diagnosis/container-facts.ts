import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { objectsAt } from '../model/read-members.ts'

/** Where the lines of a container go, or why that is not CloudWatch or not known, as a sentence. */
type LogPlace =
  | { readonly group: string; readonly stream: string; readonly region?: string }
  | { readonly problem: string }

/** Names of the containers whose end is the end of their task: all, unless they say otherwise. */
export const essentialContainers = (definition: Json): ReadonlySet<string> =>
  new Set(
    objectsAt(definition, 'containerDefinitions').flatMap((container) =>
      container.essential === false ? [] : (stringAt(container, 'name') ?? []),
    ),
  )

/**
 * The log stream of a container of a task: `prefix/container/taskId` for the
 * driver awslogs. Without a prefix Docker names it by an id that ECS does not
 * tell.
 */
export const logPlace = (definition: Json, container: string, taskId: string): LogPlace => {
  const found = objectsAt(definition, 'containerDefinitions').find(
    (entry) => entry.name === container,
  )
  if (!found) return { problem: `The task definition has no container ${container}.` }
  const configuration = objectAt(found, 'logConfiguration')
  const driver = stringAt(configuration, 'logDriver')
  if (driver !== 'awslogs') return { problem: otherDriver(container, driver) }
  const options = objectAt(configuration, 'options')
  const group = stringAt(options, 'awslogs-group')
  const prefix = stringAt(options, 'awslogs-stream-prefix')
  const region = stringAt(options, 'awslogs-region')
  if (group === undefined) return { problem: `Container ${container} has no awslogs-group.` }
  if (prefix === undefined) {
    return {
      problem: `Container ${container} has no awslogs-stream-prefix, so its log stream is not known. Set it to see its last lines here.`,
    }
  }
  const stream = `${prefix}/${container}/${taskId}`
  return region === undefined ? { group, stream } : { group, stream, region }
}

const otherDriver = (container: string, driver: string | undefined): string => {
  if (driver === undefined) {
    return `Container ${container} has no logConfiguration, so its lines are kept nowhere that can be read. Set logDriver awslogs.`
  }
  return driver === 'awsfirelens'
    ? `Container ${container} logs through FireLens (awsfirelens): its lines are where its router sends them.`
    : `Container ${container} logs by the driver ${driver}: its lines are not in CloudWatch Logs.`
}

import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { ENTRY_INPUTS, SERVICE_NAME } from '@ci-kit/ecs/services/service-entry'
import { below, type Place, problemAt } from '../place.ts'
import { checkMembers, given, lineIn, mapIn } from '../values.ts'

/** Where the image of a component is deployed to. */
export type Deployment = {
  readonly service: string
  /** Undefined for the name of the component. */
  readonly container: string | undefined
  /** For the entry of the service in deploy-ecs's input `services`, as written. */
  readonly members: Json
}

/** What an entry of deploy-ecs says of the image, which is that of the component. */
const OF_IMAGE: readonly string[] = ['image', 'images', 'container-name']
const MEMBERS = [
  ...['service', 'container', 'needs'],
  ...ENTRY_INPUTS.filter((name) => !OF_IMAGE.includes(name)),
]

/** Reads member `deploy`: the name of a service on ECS, or a map with more about it. */
export const deploymentIn = (value: unknown, place: Place): Deployment | undefined => {
  if (value === false) return undefined
  if (typeof value === 'string') {
    return { service: nameIn(value, place, 'service'), container: undefined, members: {} }
  }
  const deployment = mapIn(
    value,
    place,
    "'deploy: api' or 'deploy: { service: api, container: app }'",
  )
  checkMembers(deployment, MEMBERS, place)
  const service = given(deployment, 'service')
  if (service === undefined) {
    throw problemAt(place, "it names no service. Add 'service: <name of the service on ECS>'")
  }
  const container = given(deployment, 'container')
  return {
    service: nameIn(service, below(place, 'service'), 'service'),
    container:
      container === undefined
        ? undefined
        : nameIn(container, below(place, 'container'), 'container'),
    members: Object.fromEntries(
      Object.entries(deployment).filter(([name]) => name !== 'service' && name !== 'container'),
    ),
  }
}

const nameIn = (value: unknown, place: Place, kind: string): string => {
  const text = lineIn(value, place)
  if (SERVICE_NAME.test(text)) return text
  throw problemAt(
    place,
    `'${visible(text, 100)}' is no name of a ${kind} on ECS. Use letters, digits, _ and -`,
  )
}

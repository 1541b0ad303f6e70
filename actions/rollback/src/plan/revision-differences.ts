import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** What of a service revision a task definition does not bring back. */
const MEMBERS = [
  'launchType',
  'capacityProviderStrategy',
  'platformFamily',
  'platformVersion',
  'networkConfiguration',
  'loadBalancers',
  'serviceRegistries',
  'serviceConnectConfiguration',
  'volumeConfigurations',
  'vpcLatticeConfigurations',
  'fargateEphemeralStorage',
]
const MOST_CHARACTERS = 300

/** A difference between what runs and what the target ran with. Values are JSON, '' where there is none. */
export type RevisionDifference = {
  readonly member: string
  readonly current: string
  readonly target: string
}

/** What stays as it is now although the target ran with something else: ECS goes back to no service revision, only to a task definition. */
export const revisionDifferences = (current: Json, target: Json): readonly RevisionDifference[] =>
  MEMBERS.flatMap((member) => {
    const [now, then] = [written(current, member), written(target, member)]
    if (now === then) return []
    return [
      { member, current: visible(now, MOST_CHARACTERS), target: visible(then, MOST_CHARACTERS) },
    ]
  })

/** An empty list is as good as none. */
const written = (from: Json, member: string): string => {
  const value = sorted(from[member])
  return value === undefined || (Array.isArray(value) && value.length === 0)
    ? ''
    : JSON.stringify(value)
}

/** ECS keeps no order in lists of subnets and members of objects. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    return value
      .map(sorted)
      .toSorted((one, other) =>
        String(JSON.stringify(one)) < String(JSON.stringify(other)) ? -1 : 1,
      )
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]): [string, unknown] => [name, sorted(member)])
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
}

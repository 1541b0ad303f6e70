import { objectAt, stringAt } from '@ci-kit/core/json'
import { objectsAt } from '../model/read-members.ts'
import type { Service } from '../model/service.ts'

/** ARNs of the service's target groups, with those that blue/green deployments change to. */
export const targetGroupsOf = ({
  loadBalancers,
  document,
}: Pick<Service, 'loadBalancers' | 'document'>): readonly string[] => {
  const named = [
    ...loadBalancers.map(({ targetGroupArn }) => targetGroupArn),
    ...objectsAt(document, 'loadBalancers').map((entry) =>
      stringAt(objectAt(entry, 'advancedConfiguration'), 'alternateTargetGroupArn'),
    ),
  ]
  return [...new Set(named.filter((arn) => arn !== undefined))]
}

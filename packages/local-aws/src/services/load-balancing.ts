import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { pageOf } from '../pages.ts'
import { AwsFault, type Now, type ServiceHandler } from '../service-handler.ts'
import { currentOf, operations, required, textsAt } from './operations.ts'

export type TargetHealth = {
  /** From when on, milliseconds since the epoch. */
  readonly at: number
  /** `initial`, `healthy`, `unhealthy`, `draining`, … */
  readonly state: string
  /** `Target.FailedHealthChecks`, `Target.Timeout`, …; '' for none. */
  readonly reason: string
  readonly description: string
}

export type Target = {
  readonly id: string
  readonly port: number
  /** Oldest first; registered from the first one on. */
  readonly health: readonly TargetHealth[]
}

export type TargetGroup = {
  readonly arn: string
  readonly type: 'ip' | 'instance' | 'lambda' | 'alb'
  readonly port: number
  readonly targets: readonly Target[]
}

/** The part of Elastic Load Balancing v2 that is asked for target groups. */
export const loadBalancing = (groups: readonly TargetGroup[], now: Now): ServiceHandler =>
  operations({
    DescribeTargetGroups: (input) => describeTargetGroups(groups, input),
    DescribeTargetHealth: (input) => ({
      TargetHealthDescriptions: groupOf(groups, required(input, 'TargetGroupArn'))
        .targets.filter((target) => isAsked(target, input))
        .flatMap((target) => healthOf(target, now())),
    }),
  })

const describeTargetGroups = (groups: readonly TargetGroup[], input: Json): Json => {
  const arns = textsAt(input, 'TargetGroupArns')
  const wanted = arns === undefined ? groups : arns.map((arn) => groupOf(groups, arn))
  const { page, nextToken } = pageOf(wanted, stringAt(input, 'Marker'), 100)
  return { TargetGroups: page.map(written), NextMarker: nextToken }
}

const groupOf = (groups: readonly TargetGroup[], arn: string): TargetGroup => {
  const group = groups.find((each) => each.arn === arn)
  if (group !== undefined) return group
  throw new AwsFault('TargetGroupNotFound', `Target groups '${arn}' not found`)
}

const written = ({ arn, type, port }: TargetGroup): Json => ({
  TargetGroupArn: arn,
  TargetGroupName: arn.split('/')[1],
  Protocol: 'HTTP',
  Port: port,
  TargetType: type,
})

const isAsked = (target: Target, { Targets: asked }: Json): boolean =>
  !Array.isArray(asked) || asked.filter(isObject).some(({ Id }) => Id === target.id)

const healthOf = ({ id, port, health }: Target, now: number): readonly Json[] => {
  const current = currentOf(health, now)
  if (current === undefined) return []
  const { state, reason, description } = current
  return [
    {
      Target: { Id: id, Port: port },
      HealthCheckPort: `${port}`,
      TargetHealth: {
        State: state,
        ...(reason !== '' && { Reason: reason }),
        ...(description !== '' && { Description: description }),
      },
    },
  ]
}

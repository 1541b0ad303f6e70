import type { AwsCall } from '@ci-kit/aws/aws-call'
import { objectAt, stringAt } from '@ci-kit/core/json'
import type { TargetProblem } from '../diagnosis/diagnosis.ts'
import { objectsAt } from '../model/read-members.ts'
import { reading } from './ecs-calls.ts'
import { unlessRefused } from './refusals.ts'

type TargetGroup = {
  /** `ip`, `instance`, `lambda`, `alb`; '' when it is not told. */
  readonly targetType: string
}

export type TargetGroups = {
  /** Undefined: there is none of this ARN. */
  find(arn: string, signal?: AbortSignal): Promise<TargetGroup | undefined>
  /** Its targets that are not healthy. Texts come from outside. */
  unhealthy(arn: string, signal?: AbortSignal): Promise<readonly TargetProblem[]>
}

// The query protocol's code, and the name that the SDK gives it.
const NOT_FOUND = ['TargetGroupNotFound', 'TargetGroupNotFoundException']

export const targetGroups = (balancing: AwsCall): TargetGroups => ({
  find: async (arn, signal) => {
    const asked = balancing('DescribeTargetGroups', { TargetGroupArns: [arn] }, reading(signal))
    const [group] = objectsAt(await unlessRefused(NOT_FOUND, asked), 'TargetGroups')
    return group && { targetType: stringAt(group, 'TargetType') ?? '' }
  },
  unhealthy: async (arn, signal) => {
    const answer = await balancing('DescribeTargetHealth', { TargetGroupArn: arn }, reading(signal))
    return objectsAt(answer, 'TargetHealthDescriptions').flatMap((description) => {
      const health = objectAt(description, 'TargetHealth')
      const state = stringAt(health, 'State') ?? 'unknown'
      const [id, port] = [
        objectAt(description, 'Target')?.Id,
        objectAt(description, 'Target')?.Port,
      ]
      const reason = stringAt(health, 'Description') ?? stringAt(health, 'Reason') ?? ''
      const target = port === undefined ? String(id) : `${String(id)}:${String(port)}`
      return state === 'healthy' ? [] : [{ targetGroup: arn, target, state, reason }]
    })
  },
})

import { stringAt } from '@ci-kit/core/json'
import { objectsAt } from '../model/read-members.ts'
import { reading } from './ecs-calls.ts'
import type { RegionalCall } from './regional-call.ts'

/** Whether there is a log group of exactly this name. */
export type HasLogGroup = (name: string, region: string, signal?: AbortSignal) => Promise<boolean>

/** Groups come in the order of their names, so the wanted one is the first with its name as prefix. */
export const logGroups =
  (logs: RegionalCall): HasLogGroup =>
  async (name, region, signal) => {
    const answer = await logs(region)(
      'DescribeLogGroups',
      { logGroupNamePrefix: name },
      reading(signal),
    )
    return objectsAt(answer, 'logGroups').some((group) => stringAt(group, 'logGroupName') === name)
  }

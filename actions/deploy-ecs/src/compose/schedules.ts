import type { Aws } from '@ci-kit/ecs/adapters/aws'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../run.ts'
import { scheduleNames } from '../schedules/schedule-names.ts'
import { schedulesApi } from '../schedules/schedules-api.ts'
import { findSchedules, updateSchedules } from '../schedules/update-schedules.ts'

/** The scheduled tasks of the inputs, of EventBridge and its Scheduler; undefined without any. */
export const composeSchedules = ({ schedules }: Inputs, aws: Aws): Ports['schedules'] => {
  const names = scheduleNames(schedules, 'scheduled-tasks')
  if (names.length === 0) return undefined
  const api = schedulesApi(aws.call('events'), aws.call('scheduler'))
  return {
    find: (taskDefinitions) => findSchedules(names, taskDefinitions, api),
    update: (taskDefinitions) => updateSchedules(names, taskDefinitions, api),
  }
}

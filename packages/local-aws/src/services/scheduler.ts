import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { AwsFault, type ServiceHandler } from '../service-handler.ts'
import { operations, required } from './operations.ts'

/** Schedules as EventBridge Scheduler writes them, each with `Name`, `GroupName` and `Target`. */
export type Schedules = { readonly handler: ServiceHandler; schedules(): readonly Json[] }

/** The part of EventBridge Scheduler for scheduled tasks. UpdateSchedule replaces a schedule as a whole. */
export const scheduler = (initial: readonly Json[]): Schedules => {
  const schedules = new Map(initial.map((schedule) => [keyOf(schedule), schedule]))
  const scheduleIn = (input: Json): Json => {
    const name = required(input, 'Name')
    const schedule = schedules.get(keyOf(input))
    if (schedule !== undefined) return schedule
    throw new AwsFault('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
  }
  const handler = operations({
    GetSchedule: (input) => scheduleIn(input),
    UpdateSchedule: (input) => {
      const { Arn } = scheduleIn(input)
      required(input, 'ScheduleExpression')
      for (const member of ['Target', 'FlexibleTimeWindow'])
        if (!isObject(input[member]))
          throw new AwsFault('ValidationException', `Value at '${member}' must not be null`)
      const { ClientToken: _, ...rest } = input
      schedules.set(keyOf(input), { ...DEFAULTS, ...rest, Arn })
      return { ScheduleArn: Arn }
    },
  })
  return { handler, schedules: () => [...schedules.values()] }
}

/** What a schedule falls back to when an update does not name it. */
const DEFAULTS = { GroupName: 'default', State: 'ENABLED', ScheduleExpressionTimezone: 'UTC' }

const keyOf = (schedule: Json): string =>
  `${stringAt(schedule, 'GroupName') ?? 'default'}/${stringAt(schedule, 'Name')}`

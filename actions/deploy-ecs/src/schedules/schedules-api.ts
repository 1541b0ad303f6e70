import type { AwsCall } from '@ci-kit/aws/aws-call'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import type { RefusedTarget, Rule, Schedules } from './schedules.ts'

const REPEATABLE = { repeatable: true }

/** Far more than the targets that a rule may have. */
const MAX_PAGES = 10

/** EventBridge and EventBridge Scheduler. Writing the same twice is writing it once. */
export const schedulesApi = (events: AwsCall, scheduler: AwsCall): Schedules => ({
  targets: async (rule) => {
    const targets: Json[] = []
    let token: string | undefined
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const input = { ...named(rule), ...(token !== undefined && { NextToken: token }) }
      const answer = await events('ListTargetsByRule', input, REPEATABLE)
      targets.push(...objectsIn(answer.Targets))
      token = stringAt(answer, 'NextToken')
      if (token === undefined) break
    }
    return targets
  },
  putTargets: async (rule, targets) => {
    const input = { ...named(rule), Targets: targets }
    return refusedIn(await events('PutTargets', input, REPEATABLE))
  },
  read: (group, name) => scheduler('GetSchedule', { GroupName: group, Name: name }, REPEATABLE),
  update: async (schedule) => {
    await scheduler('UpdateSchedule', schedule, REPEATABLE)
  },
})

const named = ({ bus, rule }: Rule): Json => ({
  Rule: rule,
  ...(bus !== undefined && { EventBusName: bus }),
})

const objectsIn = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : []

/** EventBridge answers 200 even when it took none of them. */
const refusedIn = (answer: Json): readonly RefusedTarget[] => {
  const refused = objectsIn(answer.FailedEntries).map((entry) => ({
    id: stringAt(entry, 'TargetId') ?? '',
    code: stringAt(entry, 'ErrorCode') ?? '',
    message: stringAt(entry, 'ErrorMessage') ?? '',
  }))
  const isSilent = refused.length === 0 && answer.FailedEntryCount !== 0
  return isSilent ? [{ id: '', code: 'FailedEntryCount', message: 'no reason named' }] : refused
}

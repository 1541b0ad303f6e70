import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { limited } from '@ci-kit/core/amounts'
import { type Json, objectAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type ScheduleName, textOf } from './schedule-names.ts'
import type { RefusedTarget, Schedules } from './schedules.ts'
import { type TargetChange, targetChange, withoutNulls } from './target-change.ts'

export type ScheduleOutcome = {
  /** As the workflow names it. */
  readonly name: string
  /** `stale` is only found, not written; `current` needs no write. */
  readonly state: 'stale' | 'updated' | 'current' | 'failed'
  /** A whole sentence that is safe to print; names what to do for `failed`. */
  readonly message: string
}

type Found = { readonly outcome: ScheduleOutcome; readonly write?: () => Promise<ScheduleOutcome> }

/**
 * Looks which scheduled tasks do not run the task definition of their family,
 * of those that are deployed, and changes nothing. What cannot be read, or has
 * no target of these families, is `failed`.
 */
export const findSchedules = async (
  names: readonly ScheduleName[],
  taskDefinitions: readonly string[],
  schedules: Schedules,
): Promise<readonly ScheduleOutcome[]> => {
  const outcomes: ScheduleOutcome[] = []
  for (const name of names) {
    outcomes.push((await found(name, taskDefinitions, schedules)).outcome)
  }
  return outcomes
}

/** Sets scheduled tasks to the task definitions of their families, by ARN, one after another; one that fails leaves the others their turn. */
export const updateSchedules = async (
  names: readonly ScheduleName[],
  taskDefinitions: readonly string[],
  schedules: Schedules,
): Promise<readonly ScheduleOutcome[]> => {
  const outcomes: ScheduleOutcome[] = []
  for (const name of names) {
    const { outcome, write } = await found(name, taskDefinitions, schedules)
    outcomes.push(write === undefined ? outcome : await orFailed(name, write))
  }
  return outcomes
}

const found = async (
  name: ScheduleName,
  taskDefinitions: readonly string[],
  schedules: Schedules,
): Promise<Found> => {
  const text = textOf(name)
  const look = async (): Promise<Found> => {
    const whole = name.kind === 'schedule' ? await schedules.read(name.group, name.name) : undefined
    const targets = name.kind === 'rule' ? await schedules.targets(name) : targetsOf(whole)
    const change = targetChange(targets, taskDefinitions)
    if (change.matching === 0) return { outcome: noTarget(text, change, taskDefinitions) }
    if (change.changed.length === 0) {
      return { outcome: { name: text, state: 'current', message: `${text} is up to date.` } }
    }
    const outcome = {
      name: text,
      state: 'stale',
      message: `${text} runs an older revision.`,
    } as const
    return { outcome, write: () => written(name, whole, change, schedules) }
  }
  try {
    return await look()
  } catch (thrown) {
    return { outcome: failedBy(text, thrown) }
  }
}

const targetsOf = (schedule: Json | undefined): readonly Json[] => {
  const target = objectAt(schedule, 'Target')
  return target === undefined ? [] : [target]
}

const written = async (
  name: ScheduleName,
  whole: Json | undefined,
  { changed }: TargetChange,
  schedules: Schedules,
): Promise<ScheduleOutcome> => {
  const text = textOf(name)
  if (name.kind === 'schedule') {
    await schedules.update({ ...updatable(whole ?? {}), Target: changed[0] })
  } else {
    const refused = await schedules.putTargets(name, changed)
    if (refused.length > 0) return failed(text, `EventBridge did not take ${refusedText(refused)}.`)
  }
  return { name: text, state: 'updated', message: `${text} is set to the new revision.` }
}

/** All but what UpdateSchedule does not take: it replaces the schedule, and what is not sent is lost. */
const updatable = (schedule: Json): Json => {
  const { Arn: _arn, CreationDate: _created, LastModificationDate: _modified, ...rest } = schedule
  return withoutNulls(rest)
}

const refusedText = (refused: readonly RefusedTarget[]): string => {
  const told = refused.map(({ id, code, message }) => visible(`${id} (${code}: ${message})`, 300))
  return limited(told, 3)
}

const noTarget = (
  name: string,
  { others }: TargetChange,
  taskDefinitions: readonly string[],
): ScheduleOutcome => {
  const has =
    others.length === 0
      ? 'no ECS task'
      : limited(
          others.map((arn) => visible(arn, 300)),
          3,
        )
  const families = taskDefinitions.map((each) => visible(each.replace(/:\d+$/, ''), 300))
  return failed(name, `its targets run ${has}, and not ${limited(families, 3)}. Check the name.`)
}

const failed = (name: string, why: string): ScheduleOutcome => ({
  name,
  state: 'failed',
  message: `The scheduled task ${name} could not be set: ${why}`,
})

/** What AWS refuses is an outcome; a cancellation or a bug is not. */
const failedBy = (name: string, thrown: unknown): ScheduleOutcome => {
  if (!(thrown instanceof AwsRefusal)) throw thrown
  const isMissing = thrown.code === 'ResourceNotFoundException'
  return failed(name, isMissing ? `${thrown.message} Check its name and region.` : thrown.message)
}

const orFailed = async (
  name: ScheduleName,
  write: () => Promise<ScheduleOutcome>,
): Promise<ScheduleOutcome> => {
  try {
    return await write()
  } catch (thrown) {
    return failedBy(textOf(name), thrown)
  }
}

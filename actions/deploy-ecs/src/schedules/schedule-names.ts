import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** A rule of EventBridge, on the default bus when none is named, or a schedule of EventBridge Scheduler. */
export type ScheduleName =
  | { readonly kind: 'rule'; readonly bus: string | undefined; readonly rule: string }
  | { readonly kind: 'schedule'; readonly group: string; readonly name: string }

/** Names as the two services take them. Names of partner buses hold slashes. */
const NAME = /^[.\-_A-Za-z0-9]{1,64}$/
const BUS = /^[/.\-_A-Za-z0-9]{1,256}$/

/**
 * `rule`, `bus/rule` or `schedule:group/name`, one a line; twice is once.
 * Throws for a line that is none of them, naming the input.
 */
export const scheduleNames = (text: string, input: string): readonly ScheduleName[] => {
  const lines = text.split('\n').map((line) => line.trim())
  return [...new Set(lines.filter((line) => line !== ''))].map((line) => scheduleName(line, input))
}

const scheduleName = (line: string, input: string): ScheduleName => {
  const isSchedule = line.startsWith('schedule:')
  const path = isSchedule ? line.slice('schedule:'.length) : line
  const slash = path.lastIndexOf('/')
  const name = path.slice(slash + 1)
  const place = slash === -1 ? undefined : path.slice(0, slash)
  const placeForm = isSchedule ? NAME : BUS
  if (!NAME.test(name) || (place !== undefined && !placeForm.test(place))) {
    throw new UserError(
      `Input '${input}' has the line '${visible(line, 200)}', which names no scheduled task. Write 'rule-name', 'bus-name/rule-name' or 'schedule:group/name'.`,
    )
  }
  return isSchedule
    ? { kind: 'schedule', group: place ?? 'default', name }
    : { kind: 'rule', bus: place, rule: name }
}

/** As the workflow writes it. */
export const textOf = (name: ScheduleName): string => {
  if (name.kind === 'schedule') return `schedule:${name.group}/${name.name}`
  return name.bus === undefined ? name.rule : `${name.bus}/${name.rule}`
}

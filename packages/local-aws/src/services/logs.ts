import { countAt, type Json, stringAt } from '@ci-kit/core/json'
import { pageOf } from '../pages.ts'
import { AwsFault, type Now, type ServiceHandler } from '../service-handler.ts'
import { operations, required } from './operations.ts'

/** A line that can be read from its time on, milliseconds since the epoch. */
export type LogEvent = { readonly at: number; readonly message: string }

export type LogStream = { readonly name: string; readonly events: readonly LogEvent[] }

export type LogGroup = {
  readonly name: string
  readonly streams: readonly LogStream[]
  /** What every stream holds that is not among them, for tasks whose ids nobody knows before. */
  readonly others?: readonly LogEvent[]
}

const MOST = 10_000

/** The part of CloudWatch Logs that reads. A stream is there from its first line on. */
export const cloudWatchLogs = (groups: readonly LogGroup[], now: Now): ServiceHandler =>
  operations({
    DescribeLogGroups: (input) => describeLogGroups(groups, input),
    GetLogEvents: (input) => getLogEvents(streamIn(groups, input, now()), input),
  })

const describeLogGroups = (groups: readonly LogGroup[], input: Json): Json => {
  const prefix = stringAt(input, 'logGroupNamePrefix') ?? ''
  const wanted = groups.filter(({ name }) => name.startsWith(prefix))
  const size = countAt(input, 'limit') ?? 50
  const sorted = wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const { page, nextToken } = pageOf(sorted, stringAt(input, 'nextToken'), size)
  return { logGroups: page.map(({ name }) => ({ logGroupName: name })), nextToken }
}

const streamIn = (groups: readonly LogGroup[], input: Json, now: number): readonly LogEvent[] => {
  const [byName, byIdentifier] = [
    stringAt(input, 'logGroupName'),
    stringAt(input, 'logGroupIdentifier'),
  ]
  if ((byName === undefined) === (byIdentifier === undefined))
    throw new AwsFault(
      'InvalidParameterException',
      'Exactly one of logGroupName and logGroupIdentifier must be given.',
    )
  const wanted = byName ?? byIdentifier?.replace(/^arn:.*:log-group:/, '')
  const group = groups.find(({ name }) => name === wanted)
  if (group === undefined) throw notFound('group')
  const streamName = required(input, 'logStreamName')
  const all = group.streams.find(({ name }) => name === streamName)?.events ?? group.others
  const events = all?.filter(({ at }) => at <= now) ?? []
  if (all === undefined || (events.length === 0 && all.length > 0)) throw notFound('stream')
  return events
}

const notFound = (what: string): AwsFault =>
  new AwsFault('ResourceNotFoundException', `The specified log ${what} does not exist.`)

/**
 * Tokens are places between lines: `f/12` goes on behind the twelfth, `b/12`
 * back before it. At the end the forward token is the one that was given.
 */
const getLogEvents = (events: readonly LogEvent[], input: Json): Json => {
  const limit = Math.min(countAt(input, 'limit') ?? MOST, MOST)
  const token = /^([fb])\/(\d+)$/.exec(stringAt(input, 'nextToken') ?? '')
  if (input.nextToken !== undefined && token === null)
    throw new AwsFault('InvalidParameterException', 'The specified nextToken is invalid.')
  const [start, end] = rangeOf(events.length, limit, token, input.startFromHead === true)
  return {
    events: events
      .slice(start, end)
      .map(({ at, message }) => ({ timestamp: at, message, ingestionTime: at })),
    nextForwardToken: `f/${end}`,
    nextBackwardToken: `b/${start}`,
  }
}

const rangeOf = (
  length: number,
  limit: number,
  token: RegExpExecArray | null,
  fromHead: boolean,
): readonly [start: number, end: number] => {
  const [, direction, place] = token ?? []
  if (direction === 'f') return [Number(place), Math.min(length, Number(place) + limit)]
  if (direction === 'b') return [Math.max(0, Number(place) - limit), Number(place)]
  return fromHead ? [0, Math.min(length, limit)] : [Math.max(0, length - limit), length]
}

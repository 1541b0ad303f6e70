import type { AwsCall, CallOptions } from '@ci-kit/aws/aws-call'
import { type Json, stringAt } from '@ci-kit/core/json'
import type { LogLine, Logs } from '../ecs.ts'
import { numberAt, objectsAt, textAt } from '../model/read-members.ts'
import { reading } from './ecs-calls.ts'
import { unlessRefused } from './refusals.ts'

/** One line of a log may be a megabyte; a reader of a summary needs none of that. */
const MAX_LINE = 4_000
/** Most lines of one call of `follow`: what a task writes faster is read by the next ones. */
const FOLLOWED_LINES = 1_000

/** CloudWatch Logs; `callIn` asks it in a region, undefined in the one of the job. */
export const logsApi = (callIn: (region: string | undefined) => AwsCall): Logs => ({
  tail: async (place, lines, signal) => {
    const wanted = { limit: Math.min(lines, FOLLOWED_LINES), startFromHead: false }
    const answer = await events(callIn(place.region), input(place, wanted), reading(signal))
    return answer && linesOf(answer).slice(-lines)
  },
  follow: async (place, token, signal) => {
    const wanted = { limit: FOLLOWED_LINES, startFromHead: true }
    const asked = { ...input(place, wanted), ...(token !== undefined && { nextToken: token }) }
    const answer = await events(callIn(place.region), asked, reading(signal))
    if (answer === undefined) return { lines: [], token }
    return { lines: linesOf(answer), token: stringAt(answer, 'nextForwardToken') ?? token }
  },
})

const input = ({ group, stream }: { group: string; stream: string }, wanted: Json): Json => ({
  logGroupName: group,
  logStreamName: stream,
  ...wanted,
})

/** Undefined where there is no such group or stream; a container that wrote nothing has none. */
const events = (call: AwsCall, asked: Json, options: CallOptions): Promise<Json | undefined> =>
  unlessRefused(['ResourceNotFoundException'], call('GetLogEvents', asked, options))

/** Times of log events are in milliseconds, other than everywhere else. */
const linesOf = (answer: Json): readonly LogLine[] =>
  objectsAt(answer, 'events').map((event) => ({
    at: numberAt(event, 'timestamp') ?? 0,
    text: textAt(event, 'message').slice(0, MAX_LINE),
  }))

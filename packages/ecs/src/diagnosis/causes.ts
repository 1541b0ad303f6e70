import { visible } from '@ci-kit/core/log'
import type { Cause } from './diagnosis.ts'
import { type Ending, RANKS } from './ending.ts'

const REASON_LIMIT = 1_000

/** Causes of which no log was read and no hint is known yet. */
export type GroupedEndings = Omit<Cause, 'service' | 'hint' | 'log' | 'logProblem'> &
  Pick<Ending, 'rank'>

/**
 * Equal endings together, most telling first and then most often first. Texts
 * are those of the first of a group, on one line and cut.
 */
export const groupedEndings = (endings: readonly Ending[]): readonly GroupedEndings[] =>
  [...Map.groupBy(endings, keyOf).values()]
    .flatMap((group) => {
      const [first] = group
      if (!first) return []
      const task = group.find((ending) => ending.task !== undefined)?.task
      return [{ ...first, reason: visible(first.reason, REASON_LIMIT), task, count: group.length }]
    })
    .toSorted((a, b) => weight(a) - weight(b) || b.count - a.count)

const weight = ({ rank }: GroupedEndings): number => RANKS.indexOf(rank)

const keyOf = ({ rank, stopCode, container, exitCode, reason }: Ending): string =>
  JSON.stringify([rank, stopCode, container, exitCode, sameReason(reason)])

/** The reason without what differs from task to task: ids, digests, addresses, ports, times. */
export const sameReason = (reason: string): string =>
  reason
    .slice(0, REASON_LIMIT)
    .replaceAll(/sha256:[0-9a-f]{6,64}/gi, 'sha256:…')
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '…')
    .replaceAll(/\b[0-9a-f]{32,64}\b/gi, '…')
    .replaceAll(/\b(?:i|eni|subnet)-[0-9a-f]{8,17}\b|\becs-svc\/\d+/gi, '…')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, '…')
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '…')
    .replaceAll(/\bport \d{1,5}\b/g, 'port …')
    .replaceAll(/\b\d+ time(?:\(s\)|s)?/g, '… times')

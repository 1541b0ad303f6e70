import type { ServiceEvent } from '../model/service.ts'
import type { Ending } from './ending.ts'

const TASK_ID = /\btask ([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/gi
const MESSAGE_LIMIT = 2_000
const PLACEMENT =
  /unable to place a task|failed to launch a task|unable to (?:consistently )?start tasks|unable to assume the role/i
const UNHEALTHY = /\bis unhealthy in\b/i

/** Ids of tasks that events name, the latest first, at most `most`. */
export const taskIdsIn = (events: readonly ServiceEvent[], most: number): readonly string[] => {
  const latestFirst = events.toSorted((a, b) => b.at - a.at)
  const ids = latestFirst.flatMap(({ message }) =>
    [...message.slice(0, MESSAGE_LIMIT).matchAll(TASK_ID)].map(([, id = '']) => id),
  )
  return [...new Set(ids)].slice(0, most)
}

/** What only events tell: tasks that found no place, and why the load balancer took a target out. */
export const eventEndings = (events: readonly ServiceEvent[]): readonly Ending[] =>
  events.flatMap(({ message }) => {
    const stopCode = UNHEALTHY.test(message) ? 'Unhealthy' : 'Placement'
    if (stopCode === 'Placement' && !PLACEMENT.test(message)) return []
    return [
      {
        stopCode,
        container: undefined,
        exitCode: undefined,
        reason: shortened(message),
        task: undefined,
        rank: stopCode === 'Unhealthy' ? 'health' : 'placement',
      },
    ]
  })

/** Without the service's name in front and the link to the documentation behind. */
const shortened = (message: string): string =>
  message
    .slice(0, MESSAGE_LIMIT)
    .replace(/^\(service [^)]{1,300}\) /, '')
    .replace(/ ?For more information,? see .*$/s, '')

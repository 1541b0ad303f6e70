import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Json } from '@ci-kit/core/json'
import { type Log, visible } from '@ci-kit/core/log'
import { logPlace } from '../diagnosis/container-facts.ts'
import type { LogLine, Logs } from '../ecs.ts'
import { objectsAt, textAt } from '../model/read-members.ts'
import type { TaskLine } from './one-off-task.ts'

export type TaskLog = {
  /** Shows what came since the last time. */
  show(signal?: AbortSignal): Promise<void>
  /** The last lines that were shown. */
  lines(): readonly TaskLine[]
}

/** What one task may write into the log of a step. */
const MAX_SHOWN = 5_000
/** Pages of one container that are read before the others have their turn. */
const MAX_PAGES = 5
const KEPT = 40

type Follower = {
  readonly container: string
  next(signal?: AbortSignal): Promise<readonly LogLine[]>
}

/** The lines of a task, container by container. What cannot be read is told once and given up. */
export const taskLog = (definition: Json, taskId: string, logs: Logs, log: Log): TaskLog => {
  let followers = followersOf(definition, taskId, logs, log)
  let kept: readonly TaskLine[] = []
  let shown = 0
  const print = (container: string, text: string) => {
    shown += 1
    if (shown === MAX_SHOWN) log.info(`After ${MAX_SHOWN} lines the rest is left to CloudWatch.`)
    if (shown < MAX_SHOWN) log.info(`${visible(container, 100)} | ${visible(text.trimEnd())}`)
    kept = [...kept, { container, text }].slice(-KEPT)
  }
  return {
    show: async (signal) => {
      for (const follower of followers) {
        try {
          for (const { text } of await follower.next(signal)) print(follower.container, text)
        } catch (thrown) {
          if (!(thrown instanceof AwsRefusal)) throw thrown
          log.notice(`The log of the one-off task is not shown: ${thrown.message}`)
          followers = followers.filter((other) => other !== follower)
        }
      }
    },
    lines: () => kept,
  }
}

const followersOf = (definition: Json, taskId: string, logs: Logs, log: Log): readonly Follower[] =>
  objectsAt(definition, 'containerDefinitions').flatMap((entry) => {
    const container = textAt(entry, 'name')
    const place = logPlace(definition, container, taskId)
    if ('problem' in place) {
      log.info(visible(place.problem, 500))
      return []
    }
    return [follower(container, place, logs)]
  })

const follower = (
  container: string,
  place: Parameters<Logs['follow']>[0],
  logs: Logs,
): Follower => {
  let token: string | undefined
  return {
    container,
    next: async (signal) => {
      const lines: LogLine[] = []
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const answer = await logs.follow(place, token, signal)
        token = answer.token
        lines.push(...answer.lines)
        if (answer.lines.length === 0) break
      }
      return lines
    },
  }
}

import type { Clock } from '@ci-kit/core/clock'
import { type Log, visible } from '@ci-kit/core/log'
import type { LifecycleHook } from '../model/service-deployment.ts'
import { awaitingHook } from './judge.ts'
import { progressLine, progressText } from './progress.ts'
import type { Watched } from './watched.ts'

/** What does not change is said again after that time. */
const QUIET_MS = 30_000

/** Says in the log how the rollouts go: when something changes, and every 30 s. */
export type Teller = {
  tell(watched: Watched): void
  /** A look that saw nothing, as a sentence. */
  trouble(text: string): void
}

export const teller = (log: Pick<Log, 'info' | 'notice'>, clock: Clock): Teller => {
  const said = new Map<string, { readonly text: string; readonly at: number }>()
  const toldHooks = new Set<string>()
  const isNews = (key: string, text: string): boolean => {
    const last = said.get(key)
    const at = clock.elapsed()
    if (last?.text === text && at - last.at < QUIET_MS) return false
    said.set(key, { text, at })
    return true
  }
  const tellHook = ({ started, sight }: Watched) => {
    const deployment = sight?.deployment
    const hook = deployment === undefined ? undefined : awaitingHook(deployment)
    if (deployment === undefined || hook === undefined || toldHooks.has(hook.hookId)) return
    toldHooks.add(hook.hookId)
    if (started.until !== 'paused') log.notice(hookText(started.service, deployment.arn, hook))
  }
  return {
    tell: (watched) => {
      const { started, sight, addedAt } = watched
      if (sight === undefined) return
      const text = progressText(started, sight)
      if (isNews(started.service, text)) log.info(progressLine(text, clock.elapsed() - addedAt))
      tellHook(watched)
    },
    // No service has an empty name.
    trouble: (text) => {
      if (isNews('', text)) log.info(`Nothing new was seen, and the wait goes on: ${text}`)
    },
  }
}

const hookText = (service: string, arn: string, hook: LifecycleHook): string => {
  const id = visible(hook.hookId, 200)
  const until =
    hook.expiresAt === undefined ? '' : ` until ${new Date(hook.expiresAt).toISOString()}`
  const then =
    hook.timeoutAction === undefined
      ? ''
      : `; after that ECS does ${visible(hook.timeoutAction, 50)}`
  return `${service}: the deployment is paused by the hook ${id}${until}${then}. Continue with: aws ecs continue-service-deployment --service-deployment-arn ${visible(arn, 500)} --hook-id ${id} --action CONTINUE (or ROLLBACK).`
}

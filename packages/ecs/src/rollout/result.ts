import type { Outcome } from './outcome.ts'
import { asProgress } from './progress.ts'
import type { RolloutResult } from './rollout.ts'
import type { Watched } from './watched.ts'

/** What is told of a rollout that is not watched any more. `elapsed`: now, on the clock of `addedAt`. */
export const resultOf = (watched: Watched, outcome: Outcome, elapsed: number): RolloutResult => {
  const { started, sight, deployment, timeline, events, asked, addedAt } = watched
  const ours = sight?.deployment
  const end = ours?.finishedAt ?? ours?.stoppedAt
  const byEcs = ours === undefined || end === undefined ? undefined : end - ours.createdAt
  return {
    service: started.service,
    outcome,
    progress: asProgress(started, sight, deployment),
    timeline,
    events,
    tookMs: Math.max(0, byEcs ?? elapsed - addedAt),
    stopped: asked === undefined ? undefined : { reason: asked.reason },
  }
}

import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'

/** A rollout that was refused or lost from sight: nothing was seen of it but its end. */
export const unseenRollout = (service: string, outcome: Outcome): RolloutResult => ({
  service,
  outcome,
  progress: {
    deployment: undefined,
    status: '',
    stage: undefined,
    sources: [],
    target: undefined,
    entries: [],
    desired: 0,
  },
  timeline: [],
  events: [],
  tookMs: 0,
  stopped: undefined,
})

import type { Outcome, OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'

const OUTCOMES: { readonly [Kind in OutcomeKind]: Extract<Outcome, { readonly kind: Kind }> } = {
  succeeded: { kind: 'succeeded' },
  'rolled-back': { kind: 'rolled-back', reason: 'the circuit breaker' },
  failed: { kind: 'failed', reason: 'tasks stopped' },
  superseded: { kind: 'superseded', by: 'arn:newer' },
  paused: {
    kind: 'paused',
    isWanted: true,
    stage: undefined,
    hookId: 'hook',
    expiresAt: undefined,
    timeoutAction: undefined,
  },
  'timed-out': { kind: 'timed-out', missing: ['1 of 2 tasks runs.'] },
  cancelled: { kind: 'cancelled' },
}

export const OUTCOME_KINDS = [
  'succeeded',
  'rolled-back',
  'failed',
  'superseded',
  'paused',
  'timed-out',
  'cancelled',
] as const

export const aResult = (
  service: string,
  kind: OutcomeKind,
  about: {
    readonly status?: string
    readonly deployment?: string
    readonly stopped?: boolean
  } = {},
): RolloutResult => ({
  service,
  outcome: OUTCOMES[kind],
  progress: {
    deployment: about.deployment,
    status: about.status ?? 'SUCCESSFUL',
    stage: undefined,
    sources: [],
    target: undefined,
    entries: [],
    desired: 1,
  },
  timeline: [],
  events: [],
  tookMs: 0,
  stopped: about.stopped ? { reason: 'hopeless' } : undefined,
})

import type { Cause, Diagnosis } from '@ci-kit/ecs/diagnosis/diagnosis'
import type { ServiceReport } from '@ci-kit/ecs/report/rollout-report'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import type { Moment, RolloutResult } from '@ci-kit/ecs/rollout/rollout'

const ECS = 'arn:aws:ecs:eu-west-1:123456789012'
const START = Date.UTC(2026, 10, 22, 10, 0, 0)

export const moment = (kind: string, seconds: number, text: string): Moment => ({
  at: START + seconds * 1_000,
  kind,
  text,
})

export const result = (outcome: Outcome, facts: Partial<RolloutResult> = {}): RolloutResult => ({
  service: 'web',
  outcome,
  progress: {
    deployment: `${ECS}:service-deployment/shop/web/d1`,
    status: 'IN_PROGRESS',
    stage: undefined,
    sources: [],
    target: undefined,
    entries: [],
    desired: 2,
  },
  timeline: [],
  events: [],
  tookMs: 125_000,
  stopped: undefined,
  ...facts,
})

export const cause = (facts: Partial<Cause> = {}): Cause => ({
  service: 'web',
  stopCode: 'EssentialContainerExited',
  container: 'api',
  exitCode: 137,
  reason: 'Essential container in task exited',
  count: 3,
  task: `${ECS}:task/shop/abc`,
  hint: 'killed, most often out of memory. Raise memory of the container.',
  log: undefined,
  logProblem: '',
  ...facts,
})

export const diagnosis = (facts: Partial<Diagnosis> = {}): Diagnosis => ({
  service: 'web',
  causes: [cause()],
  targets: [],
  firedAlarms: [],
  unknown: [],
  ...facts,
})

export const report = (
  rollout: ServiceReport['rollout'],
  facts: Partial<ServiceReport> = {},
): ServiceReport => ({
  task: 'deploy',
  service: 'web',
  serviceArn: `${ECS}:service/shop/web`,
  taskDefinition: `${ECS}:task-definition/web:42`,
  rollout,
  diagnosis: undefined,
  changes: [],
  ...facts,
})

/** A hook waits for somebody. */
export const PAUSE: Outcome & { readonly kind: 'paused' } = {
  kind: 'paused',
  isWanted: true,
  stage: 'POST_TEST_TRAFFIC_SHIFT',
  hookId: 'hook-1',
  expiresAt: Date.UTC(2026, 10, 23, 10, 0, 0),
  timeoutAction: 'ROLLBACK',
}

/** Texts that would leave their place if nobody held them. */
export const MARKUP_TEXTS = [
  'a\n::error::owned',
  'a\r::set-output name=x::y',
  '##[error]owned',
  '``` \n# owned\n```',
  '</details><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '| a | b |\n|---|---|',
  '[x](javascript:alert(1)) @everyone #1 https://evil.example',
  'x\nsection y\nclick t href "javascript:alert(1)"',
  '%%{init: {}}%% : ; #',
  '\u202e\u2028evil\u0000',
]

export const HOSTILE_TEXTS = [...MARKUP_TEXTS, 'x'.repeat(10_000_000)]

import { visible } from '@ci-kit/core/log'
import type { ServiceDeployment } from '../model/service-deployment.ts'
import { progressOf } from './progress.ts'
import type { Moment, StartedRollout } from './rollout.ts'
import type { Sight } from './sight.ts'

/** Something of a sight that shows in the timeline when it changes; '' shows nothing. */
type Aspect = {
  readonly kind: string
  readonly text: (started: StartedRollout, sight: Sight) => string
  /** When ECS says that it happened. */
  readonly at?: (deployment: ServiceDeployment) => number | undefined
}

const endedAt = ({ finishedAt, stoppedAt, status, startedAt }: ServiceDeployment) =>
  finishedAt ?? stoppedAt ?? (status === 'IN_PROGRESS' ? startedAt : undefined)

const weights = ({ target }: ServiceDeployment): string => {
  const { productionWeight: production, testWeight: test } = target ?? {}
  const texts = [
    production === undefined ? '' : `${production} % of the traffic`,
    test === undefined ? '' : `${test} % of the test traffic`,
  ].filter((text) => text !== '')
  return texts.length === 0 ? '' : `the new tasks get ${texts.join(' and ')}`
}

const breaker = ({ circuitBreaker }: ServiceDeployment): string => {
  if (circuitBreaker === undefined || circuitBreaker.failures === 0) return ''
  const { status, failures, threshold } = circuitBreaker
  const of = threshold === undefined ? '' : ` of ${threshold}`
  return `circuit breaker ${visible(status, 50)}: ${failures}${of} failed tasks`
}

const alarms = ({ alarms: seen }: ServiceDeployment): string =>
  seen === undefined || seen.triggered.length === 0
    ? ''
    : `alarms fired: ${seen.triggered.map((name) => visible(name, 100)).join(', ')}`

const hooks = ({ hooks: all }: ServiceDeployment): string =>
  all
    .filter(({ status }) => status === 'AWAITING_ACTION')
    .map(({ hookId }) => `hook ${visible(hookId, 200)} waits for somebody`)
    .join(', ')

const ofDeployment =
  (text: (deployment: ServiceDeployment) => string) =>
  (_: StartedRollout, { deployment }: Sight): string =>
    deployment === undefined ? '' : text(deployment)

const taskText = (started: StartedRollout, sight: Sight): string => {
  const { running, requested, old } = progressOf(started, sight)
  return requested === undefined ? '' : `${running} of ${requested} new tasks run, ${old} old`
}

const ASPECTS: readonly Aspect[] = [
  { kind: 'status', text: (started, sight) => progressOf(started, sight).status, at: endedAt },
  { kind: 'stage', text: ofDeployment(({ stage }) => stage ?? '') },
  { kind: 'tasks', text: taskText },
  { kind: 'traffic', text: ofDeployment(weights) },
  { kind: 'breaker', text: ofDeployment(breaker) },
  { kind: 'alarm', text: ofDeployment(alarms) },
  { kind: 'hook', text: ofDeployment(hooks) },
]

/** What changed from one look to the next. `now`: for what ECS gives no time of. */
export const momentsBetween = (
  started: StartedRollout,
  before: Sight | undefined,
  sight: Sight,
  now: number,
): readonly Moment[] =>
  ASPECTS.flatMap(({ kind, text, at }) => {
    const shown = text(started, sight)
    if (shown === '' || (before !== undefined && text(started, before) === shown)) return []
    const told = sight.deployment === undefined ? undefined : at?.(sight.deployment)
    return [{ at: told ?? now, kind, text: shown }]
  })

import { messageOf } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Diagnosis } from '@ci-kit/ecs/diagnosis/diagnosis'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import type { DeployedService, ServiceEnd } from '../deploy/deployed-service.ts'
import { outcomeOf } from './step-outcome.ts'

/** Outputs are limited to a megabyte, and a cause is a sentence. */
const MOST_CAUSES = 10

/** The output `results`: how each service ended, by its name. Times are ISO 8601, lengths in seconds. */
export const resultsJson = (services: readonly DeployedService[]): Json =>
  Object.fromEntries(
    services.map((service) => [
      service.name,
      {
        outcome: outcomeOf(service.end),
        'task-definition': service.taskDefinition,
        ...(service.record !== '' && { 'deployment-id': service.record }),
        ...(service.codeDeployment !== '' && { codedeploy: service.codeDeployment }),
        ...endJson(service.end),
      },
    ]),
  )

const endJson = (end: ServiceEnd): Json => {
  if (end.kind === 'not-started') return { reason: end.reason }
  if (end.kind === 'broken') return { reason: visible(messageOf(end.error), 1_000) }
  return end.kind === 'watched' ? watchedJson(end.result, end.diagnosis) : {}
}

const watchedJson = (
  { outcome, progress, tookMs }: RolloutResult,
  diagnosis: Diagnosis | undefined,
): Json => {
  return {
    'service-deployment': progress.deployment ?? '',
    seconds: Math.round(tookMs / 1_000),
    ...outcomeJson(outcome),
    ...(diagnosis !== undefined && {
      causes: diagnosis.causes.slice(0, MOST_CAUSES).map((cause) => ({
        'stop-code': cause.stopCode,
        ...(cause.container !== undefined && { container: cause.container }),
        ...(cause.exitCode !== undefined && { 'exit-code': cause.exitCode }),
        reason: visible(cause.reason, 1_000),
        count: cause.count,
        ...(cause.hint !== '' && { hint: cause.hint }),
      })),
    }),
  }
}

const outcomeJson = (outcome: Outcome): Json => {
  switch (outcome.kind) {
    case 'rolled-back':
    case 'failed':
      return { reason: visible(outcome.reason, 1_000) }
    case 'superseded':
      return { by: outcome.by }
    case 'timed-out':
      return { missing: outcome.missing }
    case 'paused':
      return pausedJson(outcome)
    default:
      return {}
  }
}

const pausedJson = ({
  stage,
  hookId,
  expiresAt,
  timeoutAction,
}: Extract<Outcome, { kind: 'paused' }>): Json => ({
  ...(stage !== undefined && { stage }),
  ...(hookId !== undefined && { 'hook-id': hookId }),
  ...(expiresAt !== undefined && { 'expires-at': new Date(expiresAt).toISOString() }),
  ...(timeoutAction !== undefined && { 'timeout-action': timeoutAction }),
})

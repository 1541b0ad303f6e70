import type { Outputs } from '@ci-kit/core/outputs'
import type { DeployedService } from './deploy/deployed-service.ts'
import { changesAnything, type Planned, planJson } from './plan/plan-json.ts'
import { resultsJson } from './report/results.ts'
import { stepOutcome } from './report/step-outcome.ts'

/** What a step that ended before it knew anything says. */
export const NOTHING_DONE: Outputs = {
  outcome: 'failed',
  'task-definition-arn': '',
  'task-definition': '',
  'service-deployment-arn': '',
  'previous-task-definition-arn': '',
  digests: '{}',
  images: '',
  changed: false,
  plan: '{}',
  results: '{}',
  'hook-id': '',
  'codedeploy-deployment-id': '',
  'run-task-arn': '[]',
  'deployment-id': '',
  verified: false,
}

/** What is known as soon as everything was read. `files`: paths of the task definitions. */
export const plannedOutputs = (planned: readonly Planned[], files: readonly string[]): Outputs => ({
  ...NOTHING_DONE,
  'task-definition-arn': lines(planned.map(({ prepared }) => prepared.equal?.arn ?? '')),
  'task-definition': lines(files),
  'previous-task-definition-arn': lines(planned.map(({ prepared }) => prepared.previous ?? '')),
  digests: JSON.stringify(
    Object.fromEntries(planned.map(({ prepared }) => [prepared.name, prepared.digests])),
  ),
  images: lines([...new Set(planned.flatMap(({ prepared }) => Object.values(prepared.digests)))]),
  changed: planned.some(changesAnything),
  plan: planJson(planned),
})

/** What is known once task definitions are registered; all of them, or those before the one that was refused. */
export const registeredOutputs = (before: Outputs, arns: readonly string[]): Outputs => ({
  ...before,
  'task-definition-arn': lines(arns),
})

/** What is known at the end. */
export const deployedOutputs = (
  before: Outputs,
  services: readonly DeployedService[],
  tasks: readonly string[],
): Outputs => ({
  ...before,
  outcome: stepOutcome(services),
  'task-definition-arn': lines(services.map(({ taskDefinition }) => taskDefinition)),
  'previous-task-definition-arn': lines(services.map(({ previous }) => previous)),
  'service-deployment-arn': lines(services.map(deploymentOf)),
  results: resultsJson(services),
  'hook-id': lines(services.map(hookOf)),
  'codedeploy-deployment-id': lines(services.map(({ codeDeployment }) => codeDeployment)),
  'run-task-arn': JSON.stringify(tasks),
  'deployment-id': lines(services.map(({ record }) => record)),
})

/** One a service, in their order; '' where none has any. */
const lines = (texts: readonly string[]): string =>
  texts.every((text) => text === '') ? '' : texts.join('\n')

const deploymentOf = ({ end }: DeployedService): string =>
  end.kind === 'watched' ? (end.result.progress.deployment ?? '') : ''

const hookOf = ({ end }: DeployedService): string =>
  end.kind === 'watched' && end.result.outcome.kind === 'paused'
    ? (end.result.outcome.hookId ?? '')
    : ''

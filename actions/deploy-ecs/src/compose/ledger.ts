import { octokitApi } from '@ci-kit/core/adapters/octokit'
import { octokitWriter } from '@ci-kit/core/adapters/octokit-writer'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Context, Environment } from '@ci-kit/core/event'
import type { GitHubApi, GitHubWriter } from '@ci-kit/core/github'
import { chosenLedger } from '@ci-kit/ecs/ledger/chosen-ledger'
import type { Ledger, ReleaseContent } from '@ci-kit/ecs/ledger/ledger'
import { originOf } from '@ci-kit/ecs/ledger/origin'
import { pinnedImages } from '@ci-kit/ecs/task-definition/pinned-images'
import type { Deployment } from '../deploy/deployment.ts'
import { type RecordDraft, type Recorder, recorder } from '../deploy/recorder.ts'
import type { Inputs } from '../inputs.ts'
import type { Prepared } from '../plan/prepared.ts'
import type { Step } from './step.ts'

/**
 * GitHub's API with the token of the step. A cancellation ends no request
 * unless it is given: the end of a cancelled deployment is written too, in the
 * seconds that are left.
 */
export const githubOf = (
  { context, inputs }: Step,
  cancellation: AbortSignal = new AbortController().signal,
): GitHubApi & GitHubWriter => {
  const connection = {
    token: inputs.githubToken,
    apiUrl: context.apiUrl,
    repository: context.repository,
    clock: systemClock,
    cancellation,
    tokenInput: 'github-token',
  }
  return { ...octokitApi(connection), ...octokitWriter(connection) }
}

/** The history of releases, undefined where there is none. */
export const composeLedger = (step: Step, github = githubOf(step)): Ledger | undefined => {
  const { repository, workspace } = step.context
  const { ledger, production } = step.inputs.release
  // Outside GitHub there is nothing to record in, and nobody has asked for it.
  const place = ledger.kind === 'github' && repository === '' ? ({ kind: 'none' } as const) : ledger
  return chosenLedger(place, production, github, { workspace, log: step.runner.log })
}

/** Writes releases where the inputs want them. */
export const composeRecorder = (step: Step): Recorder => {
  const { runner, env, context, inputs } = step
  const { environmentUrl } = inputs.release
  const links = { logUrl: originOf(context, env).logUrl, environmentUrl }
  return recorder(composeLedger(step), links, runner.log)
}

/** The record of a deployment. `service`: its ARN. */
export const draftOf = (
  { prepared, taskDefinition }: Deployment,
  service: string,
  { release }: Inputs,
  context: Context,
  env: Environment,
): RecordDraft => ({
  task: 'deploy',
  service,
  taskDefinition,
  digests: prepared.digests,
  environment: release.environment,
  migrations: release.migrations,
  previous: before(prepared),
  commit: context.sha,
  ref: context.ref,
  actor: originOf(context, env).actor,
  reason: '',
  bad: [],
})

/** What ran before, where its digests are known too. */
const before = ({ previous, running }: Prepared): ReleaseContent | undefined =>
  running === undefined || running.arn !== previous
    ? undefined
    : { taskDefinition: previous, digests: pinnedImages(running.document) }

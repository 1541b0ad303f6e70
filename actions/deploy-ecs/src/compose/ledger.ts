import { octokitApi } from '@ci-kit/core/adapters/octokit'
import { octokitWriter } from '@ci-kit/core/adapters/octokit-writer'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Context, Environment } from '@ci-kit/core/event'
import { chosenLedger } from '@ci-kit/ecs/ledger/chosen-ledger'
import type { ReleaseContent } from '@ci-kit/ecs/ledger/ledger'
import { originOf } from '@ci-kit/ecs/ledger/origin'
import { pinnedImages } from '@ci-kit/ecs/task-definition/pinned-images'
import type { Deployment } from '../deploy/deployment.ts'
import { type RecordDraft, type Recorder, recorder } from '../deploy/recorder.ts'
import type { Inputs } from '../inputs.ts'
import type { Prepared } from '../plan/prepared.ts'
import type { Step } from './step.ts'

/** Writes releases where the inputs want them. */
export const composeRecorder = ({ runner, env, context, inputs }: Step): Recorder => {
  const { apiUrl, repository, workspace } = context
  const { log } = runner
  const { ledger, production, environmentUrl } = inputs.release
  const token = inputs.githubToken
  const connection = {
    token,
    apiUrl,
    repository,
    clock: systemClock,
    // The end of a cancelled deployment is written too, in the seconds that are left.
    cancellation: new AbortController().signal,
    tokenInput: 'github-token',
  }
  const github = { ...octokitApi(connection), ...octokitWriter(connection) }
  const links = { logUrl: originOf(context, env).logUrl, environmentUrl }
  // Outside GitHub there is nothing to record in, and nobody has asked for it.
  const place = ledger.kind === 'github' && repository === '' ? ({ kind: 'none' } as const) : ledger
  return recorder(chosenLedger(place, production, github, { workspace, log }), links, log)
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

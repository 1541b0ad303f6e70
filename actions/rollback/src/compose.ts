import { octokitApi } from '@ci-kit/core/adapters/octokit'
import { octokitWriter } from '@ci-kit/core/adapters/octokit-writer'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Context, Environment } from '@ci-kit/core/event'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Runner } from '@ci-kit/core/run-action'
import { cloudWatchAlarms } from '@ci-kit/ecs/adapters/alarms'
import { awsOf } from '@ci-kit/ecs/adapters/aws'
import { ecrImages, ecrPlace } from '@ci-kit/ecs/adapters/ecr-images'
import { ecsApi } from '@ci-kit/ecs/adapters/ecs-api'
import { imageProblems } from '@ci-kit/ecs/adapters/image-problems'
import { serviceHealth } from '@ci-kit/ecs/adapters/service-health'
import { hopelessRollouts } from '@ci-kit/ecs/diagnosis/hopeless-rollouts'
import type { Ecs } from '@ci-kit/ecs/ecs'
import { chosenLedger } from '@ci-kit/ecs/ledger/chosen-ledger'
import { rolloutWatch } from '@ci-kit/ecs/rollout/watch-rollouts'
import { revived } from '@ci-kit/ecs/task-definition/revive'
import { hostCredentials } from '@ci-kit/login/host-credentials'
import { registryClients } from '@ci-kit/login/job-registries'
import { parseReference } from '@ci-kit/oci/reference'
import { commitsBetween } from './compose/commits.ts'
import { composeDiagnosing } from './compose/diagnosing.ts'
import { composeGate } from './compose/gate.ts'
import { settingsOf } from './compose/settings.ts'
import type { Inputs } from './inputs.ts'
import type { Ports } from './ports.ts'
import { run } from './run.ts'

export type Step = {
  readonly runner: Runner
  readonly env: Environment
  readonly context: Context
  readonly inputs: Inputs
}

/** Runs the action on the real adapters. */
export const runOnAdapters = async (step: Step): Promise<Outputs> =>
  run(settingsOf(step.inputs, step.context, step.env), portsOf(step))

const portsOf = (step: Step): Ports => {
  const { runner, env, context, inputs } = step
  const { log, summary, cancellation } = runner
  const { githubToken: token, region, cluster } = inputs
  const { apiUrl, repository, workspace } = context
  const connection = {
    token,
    apiUrl,
    repository,
    clock: systemClock,
    cancellation,
    tokenInput: 'github-token',
  }
  // A mark that is being written when the job is cancelled has to get there: ECS goes on.
  const lasting = { ...connection, cancellation: new AbortController().signal }
  const github = { ...octokitApi(connection), ...octokitWriter(lasting) }
  const aws = awsOf({ env, region: region || undefined, signal: cancellation })
  const ecs = ecsApi(aws.call('ecs'), cluster)
  const alarms = cloudWatchAlarms(aws.call('cloudwatch'))
  const ecrImage = ecrImages(aws.in('ecr'))
  const watch = watchOf(step, ecs, ecsApi(aws.lasting('ecs'), cluster))
  return {
    log,
    summary,
    ecs,
    ledger: chosenLedger(inputs.ledger, inputs.production, github, { workspace, log }),
    watch: (started) => watch.add(started),
    diagnose: composeDiagnosing(step, aws, ecs),
    revived,
    imageProblems: (images) => imageProblems(ecrImage, registriesOf(images, step))(images),
    verify: composeGate(step, (images) => registriesOf(images, step)),
    firingAlarms: async (names) =>
      (await alarms(names)).flatMap(({ name, state }) => (state === 'ALARM' ? [name] : [])),
    commitsBetween:
      token === '' || repository === '' ? async () => undefined : commitsBetween(github, log),
    unhealthy:
      inputs.health.url === undefined
        ? undefined
        : async () => {
            const wanted = { address: inputs.health }
            const health = await serviceHealth(wanted, { alarms, log }, cancellation)
            return health.outcome === 'healthy' ? undefined : health.reason
          },
  }
}

const watchOf = ({ runner, inputs }: Step, ecs: Ecs, stopping: Ecs) => {
  const { log, cancellation } = runner
  const { services, deployments } = ecs
  return rolloutWatch(
    {
      services,
      deployments,
      stopping: stopping.deployments,
      clock: systemClock,
      log,
      cancellation,
      hopeless: hopelessRollouts(ecs, cancellation),
      onFound: () => {},
    },
    {
      limitMs: inputs.waitMinutes * 60_000,
      maxDelayMs: inputs.maxDelaySeconds * 1_000,
      // Nothing is behind a rollback that does not end well but another decision.
      onFailure: 'leave',
      onCancel: 'leave',
      group: 'leave',
    },
  )
}

const registriesOf = (images: readonly string[], { runner, env, context, inputs }: Step) => {
  const { username, password, githubToken } = inputs
  // ECR is asked by its own API, so a login that is given is for the others.
  const hosts = images
    .map((image) => parseReference(image).registry)
    .filter((host) => ecrPlace(host) === undefined)
  const offer = { username, password, githubToken, serverUrl: context.serverUrl }
  const { log, cancellation } = runner
  const ports = { env, log, mask: (text: string) => runner.inputs.mask(text) }
  return registryClients(hostCredentials(hosts, offer, ports), cancellation)
}

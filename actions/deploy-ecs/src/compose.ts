import { withScratch } from '@ci-kit/core/adapters/scratch'
import type { Context, Environment } from '@ci-kit/core/event'
import { once } from '@ci-kit/core/once'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Runner } from '@ci-kit/core/run-action'
import { untrustedBecause } from '@ci-kit/core/trust'
import { awsOf } from '@ci-kit/ecs/adapters/aws'
import { ecsApi } from '@ci-kit/ecs/adapters/ecs-api'
import { composeContinued } from './compose/continued.ts'
import { composeDeploying } from './compose/deploying.ts'
import { documentFiles } from './compose/document-files.ts'
import { composeGate } from './compose/gate.ts'
import { composeNewerCommit } from './compose/newer-commit.ts'
import { composePreflight } from './compose/preflight.ts'
import { composePrepare } from './compose/prepare.ts'
import { composeSchedules } from './compose/schedules.ts'
import type { Step } from './compose/step.ts'
import { composeTask } from './compose/task.ts'
import type { Inputs } from './inputs.ts'
import { type Ports, run } from './run.ts'

/** Runs the action on the real adapters, and ends what they have begun. */
export const runOnAdapters = async (
  runner: Runner,
  env: Environment,
  context: Context,
  inputs: Inputs,
): Promise<Outputs> =>
  withScratch(
    { name: 'deploy-ecs-trust', temp: context.temp, cancellation: runner.cancellation },
    (scratch) => run(inputs, portsOf({ runner, env, context, inputs, ...scratch })),
  )

const portsOf = (step: Step): Ports => {
  const { runner, env, context, inputs, signal } = step
  const { region, maxAttempts } = inputs
  const aws = awsOf({ env, region, maxAttempts, signal })
  const ecs = ecsApi(aws.call('ecs'), inputs.cluster)
  const lasting = ecsApi(aws.lasting('ecs'), inputs.cluster)
  const registries = once(async () =>
    (await import('./compose/registries.ts')).composeRegistries(step),
  )
  const deploy = composeDeploying(step, aws, ecs, lasting)
  return {
    log: runner.log,
    summary: runner.summary,
    ecs,
    prepare: composePrepare(step, aws, ecs, registries),
    untrusted: untrustedBecause(context),
    gate: composeGate(step, registries),
    newerCommit: composeNewerCommit(step),
    commit: step.context.sha,
    preflight: composePreflight(step, aws, registries),
    writeDocuments: documentFiles(context),
    runTask: composeTask(step, aws, ecs, lasting),
    schedules: composeSchedules(inputs, aws),
    deploy,
    continued: composeContinued(step, ecs, deploy),
  }
}

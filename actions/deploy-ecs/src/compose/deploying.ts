import { fileStepState } from '@ci-kit/core/adapters/file-step-state'
import { cloudWatchAlarms } from '@ci-kit/ecs/adapters/alarms'
import type { Aws } from '@ci-kit/ecs/adapters/aws'
import { serviceHealth } from '@ci-kit/ecs/adapters/service-health'
import type { Ecs } from '@ci-kit/ecs/ecs'
import { shortSentence } from '@ci-kit/ecs/report/sentence'
import { stopDeployment } from '@ci-kit/ecs/rollout/stop-deployment'
import { codeDeployApi } from '../adapters/codedeploy-api.ts'
import { unfinishedRollouts } from '../cancel/unfinished.ts'
import type { DeployPorts } from '../deploy/deploy-services.ts'
import { startCodeDeployment } from '../deploy/start-codedeploy.ts'
import { composeDiagnosing } from './diagnosing.ts'
import { composeRecorder, draftOf } from './ledger.ts'
import type { Step } from './step.ts'
import { composeWatching } from './watching.ts'

/** What deploys the services of the step. */
export const composeDeploying = (step: Step, aws: Aws, ecs: Ecs, stopping: Ecs): DeployPorts => {
  const { runner, env, context, inputs, signal } = step
  const { log, cancellation } = runner
  const records = composeRecorder(step)
  const unfinished = unfinishedRollouts(fileStepState(env), env)
  const region = inputs.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? ''
  const { services, deployments } = ecs
  const watching = composeWatching(step, aws, ecs, stopping)
  return {
    services,
    deployments,
    cancellation,
    onFailure: inputs.onFailure,
    waits: inputs.wait.isWanted,
    takeBack: { services, deployments, warn: (text) => log.warning(text) },
    stop: (arn) => stopDeployment(stopping.deployments, { arn }),
    watching,
    watchBack: watching(() => {}, true),
    diagnose: composeDiagnosing(step, aws, ecs),
    expect: (service, taskDefinition) => {
      if (inputs.onCancel === 'rollback' && inputs.wait.isWanted)
        unfinished.expect({ region, cluster: inputs.cluster, service, taskDefinition })
    },
    settle: (service) => unfinished.settle(service),
    health: ({ request }) =>
      serviceHealth(
        { address: request.health, alarms: inputs.alarms },
        { alarms: cloudWatchAlarms(aws.call('cloudwatch')), log },
        signal,
      ),
    startCodeDeploy: (prepared, taskDefinition) =>
      startCodeDeployment(prepared, taskDefinition, codeDeployApi(aws.call('codedeploy'))),
    record: (deployment, service, found) =>
      records.begin(draftOf(deployment, service, inputs, context, env), found),
    recordOf: (service) => records.id(service),
    recorded: (service, { result, diagnosis }, taskDefinition) =>
      records.end(service, {
        outcome: result.outcome.kind,
        description: shortSentence({
          task: 'deploy',
          service: result.service,
          serviceArn: service,
          taskDefinition,
          rollout: result,
          diagnosis,
          changes: [],
        }),
      }),
  }
}

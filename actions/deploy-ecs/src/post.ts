import { awsServices } from '@ci-kit/aws/aws-services'
import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { fileStepState } from '@ci-kit/core/adapters/file-step-state'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { runAction } from '@ci-kit/core/run-action'
import { ecsApi } from '@ci-kit/ecs/adapters/ecs-api'
import { rollBackUnfinished } from './cancel/roll-back-unfinished.ts'
import { leftUnfinished } from './cancel/unfinished.ts'

const { env } = process
const runner = actionsRunner(process)

void runAction(runner, async () => {
  const { cancellation, log } = runner
  const deployments = ({ region, cluster }: { region: string; cluster: string }) =>
    ecsApi(
      awsServices({ region: region || undefined, env, cancellation, clock: systemClock })('ecs'),
      cluster,
    ).deployments
  await rollBackUnfinished(leftUnfinished(fileStepState(env)), { log, deployments })
  return {}
})

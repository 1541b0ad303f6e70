import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Aws } from '@ci-kit/ecs/adapters/aws'
import { hopelessRollouts } from '@ci-kit/ecs/diagnosis/hopeless-rollouts'
import type { Ecs } from '@ci-kit/ecs/ecs'
import { noticesOnce } from '@ci-kit/ecs/rollout/notices-once'
import { pauseBefore } from '@ci-kit/ecs/rollout/poll-schedule'
import { rolloutWatch } from '@ci-kit/ecs/rollout/watch-rollouts'
import { codeDeployApi } from '../adapters/codedeploy-api.ts'
import { watchCodeDeploy } from '../codedeploy/watch.ts'
import type { DeployPorts, Watch } from '../deploy/deploy-services.ts'
import type { Step } from './step.ts'

/** Whoever stops a way back brings back what was to be left. */
const LEFT_ALONE = { onFailure: 'leave', onCancel: 'leave', failFast: false } as const

type OnFound = Parameters<DeployPorts['watching']>[0]

/** One poll loop for all rollouts of ECS, and one each for those of CodeDeploy. Ways back are left alone. */
export const composeWatching =
  (step: Step, aws: Aws, ecs: Ecs, stopping: Ecs, log = noticesOnce(step.runner.log)) =>
  (onFound: OnFound, isWayBack = false): Watch => {
    const { inputs } = step
    const { cancellation } = step.runner
    const { wait } = inputs
    const { onFailure, onCancel, failFast } = isWayBack ? LEFT_ALONE : inputs
    const { limitMs, maxDelayMs } = wait
    const { services, deployments } = ecs
    const hopeless = hopelessRollouts(ecs, cancellation)
    const watch = rolloutWatch(
      {
        services,
        deployments,
        stopping: stopping.deployments,
        clock: systemClock,
        log,
        cancellation,
        onFound,
        hopeless: async (rollout, progress) => (failFast ? hopeless(rollout, progress) : undefined),
      },
      { limitMs, maxDelayMs, onFailure, onCancel, group: onFailure },
    )
    const codeDeploy = codeDeployApi(aws.call('codedeploy'))
    const codeDeployPorts = {
      codeDeploy,
      stopping: codeDeployApi(aws.lasting('codedeploy')),
      clock: systemClock,
      pauseAfter: (elapsedMs: number) => pauseBefore(elapsedMs, maxDelayMs),
      tell: (service: string, { text }: { readonly text: string }) =>
        log.info(`${service}: ${text}`),
      notice: (text: string) => log.notice(text),
      onFailure,
      onCancel,
      signal: cancellation,
    }
    return (started) =>
      started.kind === 'ecs'
        ? watch.add(started.rollout)
        : watchCodeDeploy(started.rollout, codeDeployPorts)
  }

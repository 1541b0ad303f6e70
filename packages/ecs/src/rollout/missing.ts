import { visible } from '@ci-kit/core/log'
import type { LifecycleHook, ServiceDeployment } from '../model/service-deployment.ts'

const atStage = ({ stage }: ServiceDeployment): string =>
  stage === undefined ? '' : ` in stage ${stage}`

const hookText = (hook: LifecycleHook): string =>
  `The hook ${visible(hook.hookId, 200)} waits for somebody to continue or roll back${
    hook.timeoutAction === undefined
      ? ''
      : `; without that ECS does ${visible(hook.timeoutAction, 50)}`
  }.`

const tasksText = ({ target }: ServiceDeployment): readonly string[] =>
  target === undefined || target.running >= target.requested
    ? []
    : [`${target.running} of ${target.requested} new tasks run.`]

const oldTasksText = ({ sources }: ServiceDeployment): readonly string[] => {
  const old = sources.reduce((sum, { running }) => sum + running, 0)
  return old === 0 ? [] : [`${old} old ${old === 1 ? 'task still runs' : 'tasks still run'}.`]
}

/** What a deployment still waits for, as sentences. */
export const missingOf = (deployment: ServiceDeployment): readonly string[] => [
  `The deployment is ${deployment.status}${atStage(deployment)}.`,
  ...deployment.hooks.filter(({ status }) => status === 'AWAITING_ACTION').map(hookText),
  ...tasksText(deployment),
  ...oldTasksText(deployment),
]

import type { Json } from '@ci-kit/core/json'
import { seconds } from '../time.ts'
import type { CodeDeployment } from './code-deploy.ts'
import { currentOf } from './operations.ts'

/** A deployment as GetDeployment answers it. */
export const written = ({ id, request, createdAt, steps }: CodeDeployment, now: number): Json => {
  const current = currentOf(steps, now)
  const started = steps.find(({ status, at }) => status === 'InProgress' && at <= now)
  const isEnd = ['Succeeded', 'Failed', 'Stopped'].includes(current?.status ?? '')
  const { errorInformation, rollbackInfo } = current ?? {}
  return {
    ...request,
    deploymentId: id,
    computePlatform: 'ECS',
    status: current?.status ?? 'Created',
    createTime: seconds(createdAt),
    ...(started && { startTime: seconds(started.at) }),
    ...(isEnd && current && { completeTime: seconds(current.at) }),
    ...(errorInformation && { errorInformation }),
    ...(rollbackInfo && { rollbackInfo }),
  }
}

/** The service as the target of a deployment. */
export const writtenTarget = (
  { id, steps }: CodeDeployment,
  targetId: string,
  now: number,
): Json => {
  const current = currentOf(steps, now)
  return {
    deploymentTargetType: 'ECSTarget',
    ecsTarget: {
      deploymentId: id,
      targetId,
      status: TARGET_STATUS[current?.status ?? 'Created'],
      lastUpdatedAt: seconds(current?.at ?? now),
      lifecycleEvents: current?.lifecycleEvents ?? [],
      taskSetsInfo: current?.taskSets ?? [],
    },
  }
}

const TARGET_STATUS: Readonly<Record<string, string>> = {
  Created: 'Pending',
  Queued: 'Pending',
  InProgress: 'InProgress',
  Ready: 'Ready',
  Succeeded: 'Succeeded',
  Failed: 'Failed',
  Stopped: 'Failed',
}

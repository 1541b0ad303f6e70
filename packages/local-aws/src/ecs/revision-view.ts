import { createHash } from 'node:crypto'
import { type Json, stringAt } from '@ci-kit/core/json'
import { seconds } from '../time.ts'
import { ecsArn } from './arns.ts'
import type { DeploymentRecord, EcsState, ServiceRecord } from './ecs-state.ts'
import { objectsAt } from './input.ts'
import { findTaskDefinition } from './task-definitions.ts'

/** A revision as DescribeServiceRevisions answers it, with what its images were resolved to. */
export const revisionView = (
  state: EcsState,
  service: ServiceRecord,
  deployment: DeploymentRecord,
): Json => {
  const found = findTaskDefinition(state, deployment.taskDefinition)
  const { deploymentConfiguration, deploymentController, ...settings } = deployment.settings
  return {
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    ...settings,
    serviceRevisionArn: deployment.revisionArn,
    serviceArn: service.arn,
    clusterArn: ecsArn('cluster', state.cluster),
    taskDefinition: deployment.taskDefinition,
    createdAt: seconds(deployment.createdAt),
    containerImages: objectsAt(found?.document ?? {}, 'containerDefinitions').map((container) => {
      const image = stringAt(container, 'image') ?? ''
      return {
        containerName: stringAt(container, 'name') ?? '',
        image,
        imageDigest: digestOf(state, image),
      }
    }),
  }
}

/** The digest of an image: its own, the scenario's, or one made up of its name. */
export const digestOf = ({ scenario }: EcsState, image: string): string =>
  image.split('@')[1] ??
  scenario.digests?.[image] ??
  `sha256:${createHash('sha256').update(image).digest('hex')}`

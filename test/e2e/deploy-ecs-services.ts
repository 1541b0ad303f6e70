import type { EcsServerOptions } from '@ci-kit/local-aws/server'
import type { Now } from '@ci-kit/local-aws/service-handler'
import { cloudWatch } from '@ci-kit/local-aws/services/cloudwatch'
import { type EcrImage, ecr } from '@ci-kit/local-aws/services/ecr'
import { eventBridge } from '@ci-kit/local-aws/services/event-bridge'
import { identity } from '@ci-kit/local-aws/services/identity'
import { loadBalancing } from '@ci-kit/local-aws/services/load-balancing'
import { cloudWatchLogs } from '@ci-kit/local-aws/services/logs'
import { scheduler } from '@ci-kit/local-aws/services/scheduler'
import { parameterStore, secretsManager } from '@ci-kit/local-aws/services/secrets'

const ACCOUNT = '123456789012'

/** What is around ECS when nothing is said of it: the images of `webTask` and its role, and little else. */
export const simulatedServices = (now: Now): NonNullable<EcsServerOptions['services']> => ({
  ecr: ecr(
    {
      account: ACCOUNT,
      registry: `https://${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com`,
      password: 'simulated',
      repositories: ['web'],
      images: [...'abcdef'].map(imageOf),
    },
    now,
  ),
  iam: identity([taskRole('ecsTaskExecutionRole')]),
  logs: cloudWatchLogs([{ name: '/shop/web', streams: [] }], now),
  monitoring: cloudWatch([], now),
  elasticloadbalancing: loadBalancing([], now),
  secretsmanager: secretsManager([]),
  ssm: parameterStore([]),
  events: eventBridge([]).handler,
  scheduler: scheduler([]).handler,
})

/** A role that tasks may assume. */
export const taskRole = (name: string) => ({
  name,
  arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
  trust: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
  },
})

const imageOf = (digit: string): EcrImage => ({
  repository: 'web',
  digest: `sha256:${digit.repeat(64)}`,
  tags: [digit],
  status: 'ACTIVE',
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  manifest: '{}',
  pushedAt: Date.parse('2026-01-01T00:00:00Z'),
})

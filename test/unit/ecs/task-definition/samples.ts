import type { RegisterTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import type { Json } from '@ci-kit/core/json'
import type { RegisteredTaskDefinition } from '@ci-kit/ecs/ecs'

export const DIGEST = `sha256:${'a'.repeat(64)}`
export const OTHER = `sha256:${'b'.repeat(64)}`
export const ARN = 'arn:aws:ecs:eu-central-1:123456789012:task-definition/web:7'

const WRITTEN: RegisterTaskDefinitionCommandInput = {
  family: 'web',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  containerDefinitions: [
    {
      name: 'web',
      image: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/web@${DIGEST}`,
      portMappings: [{ containerPort: 8080 }],
      command: ['node', 'server.js'],
      environment: [
        { name: 'LOG_LEVEL', value: 'info' },
        { name: 'REGION', value: 'eu' },
      ],
      secrets: [{ name: 'DB_PASSWORD', valueFrom: '/web/db-password' }],
      mountPoints: [
        { sourceVolume: 'data', containerPath: '/data' },
        { sourceVolume: 'cache', containerPath: '/cache', readOnly: true },
      ],
      healthCheck: { command: ['CMD-SHELL', 'curl -f localhost:8080'] },
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/web' } },
      dockerLabels: { team: 'shop' },
    },
    { name: 'proxy', image: `public.ecr.aws/envoy/envoy@${OTHER}`, essential: false },
  ],
  volumes: [{ name: 'data' }, { name: 'cache', host: {} }],
  tags: [
    { key: 'team', value: 'shop' },
    { key: 'cost', value: 'web' },
  ],
}

/** What DescribeTaskDefinition answers of it, with what ECS fills in. */
const ANSWERED: TaskDefinition = {
  ...WRITTEN,
  taskDefinitionArn: ARN,
  revision: 7,
  status: 'ACTIVE',
  requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.task-eni' }],
  compatibilities: ['EC2', 'FARGATE'],
  registeredBy: 'arn:aws:iam::123456789012:user/deploy',
  placementConstraints: [],
  volumes: [
    { name: 'data', host: {} },
    { name: 'cache', host: {} },
  ],
  containerDefinitions: (WRITTEN.containerDefinitions ?? []).map((container) => ({
    ...container,
    cpu: 0,
    essential: container.essential ?? true,
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: [],
    systemControls: [],
    portMappings: (container.portMappings ?? []).map((port) => ({
      ...port,
      hostPort: port.containerPort,
      protocol: 'tcp',
    })),
    ...(container.healthCheck === undefined
      ? {}
      : { healthCheck: { ...container.healthCheck, interval: 30, timeout: 5, retries: 3 } }),
  })),
}

/** A copy, as it comes from JSON. */
const copyOf = (value: unknown): Json => JSON.parse(JSON.stringify(value))

/** A task definition as its author writes it. */
export const written = (): Json => copyOf(WRITTEN)

/** The same as ECS answers it, without tags, which come beside it. */
export const answered = (): RegisteredTaskDefinition => {
  const { tags, registeredAt, ...document } = copyOf({ ...ANSWERED, registeredAt: 1_790_000_000.5 })
  return {
    arn: ARN,
    family: 'web',
    revision: 7,
    status: 'ACTIVE',
    document: { ...document, registeredAt },
    tags: [
      ...(Array.isArray(tags) ? tags : []),
      { key: 'aws:cloudformation:stack-name', value: 'shop' },
    ],
  }
}

/** The sample with members of its first container changed. */
export const withWeb = (members: Json): Json => {
  const document = written()
  const { containerDefinitions: containers } = document
  const [web, ...others] = Array.isArray(containers) ? containers : []
  return { ...document, containerDefinitions: [{ ...web, ...members }, ...others] }
}

import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Json } from '@ci-kit/core/json'
import type { PreflightPorts, Subject } from '@ci-kit/deploy-ecs/preflight/subject'

export const EXECUTION = 'arn:aws:iam::123456789012:role/execution'
export const TASK = 'arn:aws:iam::123456789012:role/team/task'
export const TARGET_GROUP =
  'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef'
export const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf'
export const ECR = '123456789012.dkr.ecr.eu-central-1.amazonaws.com'
export const IMAGE = `${ECR}/shop/web@sha256:${'a'.repeat(64)}`

export const trusting = (service: string): Json => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
})

export const container = (more: Json = {}): Json => ({
  name: 'web',
  image: IMAGE,
  portMappings: [{ containerPort: 80 }],
  secrets: [
    { name: 'PASSWORD', valueFrom: `${SECRET}:password::` },
    { name: 'KEY', valueFrom: '/shop/key' },
  ],
  logConfiguration: {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': '/ecs/web',
      'awslogs-region': 'eu-central-1',
      'awslogs-stream-prefix': 'web',
    },
  },
  ...more,
})

/** A task definition on Fargate in which nothing is wrong; a member that is undefined goes. */
export const subject = (taskDefinition: Json = {}, more: Partial<Subject> = {}): Subject => ({
  taskDefinition: {
    family: 'web',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: EXECUTION,
    taskRoleArn: TASK,
    containerDefinitions: [container()],
    ...taskDefinition,
  },
  service: {
    name: 'web',
    loadBalancers: [{ targetGroupArn: TARGET_GROUP, containerName: 'web', containerPort: 80 }],
    alarms: ['errors'],
    document: { launchType: 'FARGATE' },
  },
  region: 'eu-central-1',
  partition: 'aws',
  ...more,
})

/** A world in which all is there, but for what a test changes. */
export const ports = (more: Partial<PreflightPorts> = {}): PreflightPorts => ({
  role: async (name) => ({
    arn: name === 'task' ? TASK : EXECUTION,
    trust: trusting('ecs-tasks.amazonaws.com'),
  }),
  secret: async () => ({ isDeleted: false, versions: new Map([['v1', ['AWSCURRENT']]]) }),
  parameters: async (names) => new Set(names),
  hasLogGroup: async () => true,
  targetGroup: async () => ({ targetType: 'ip' }),
  alarms: async (names) => names.map((name) => ({ name, state: 'OK', reason: '' })),
  ecrImage: async () => ({ digest: `sha256:${'a'.repeat(64)}`, status: 'ACTIVE' }),
  platforms: async () => ['linux/amd64'],
  ...more,
})

export const denied = async (action: string): Promise<never> => {
  throw new AwsRefusal(`not allowed: ${action}`, {
    action,
    code: 'AccessDeniedException',
    reason: 'not authorized',
    status: 400,
    denied: true,
    throttled: false,
  })
}

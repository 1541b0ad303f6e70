/** How requests of a service travel; `json` names the service in `x-amz-target`. */
type Protocol = 'json-1.0' | 'json-1.1' | 'rest-json' | 'query'

type AwsServiceFacts = {
  readonly protocol: Protocol
  /** Before the dot of `x-amz-target`, for the JSON protocols. */
  readonly target: string
  /** As the model of the service names itself, which is the name of its official client. */
  readonly model: () => Promise<object>
}

/** The services by their signing names, with what their official clients say of the protocol. */
export const AWS_SERVICES = {
  ecs: {
    protocol: 'json-1.1',
    target: 'AmazonEC2ContainerServiceV20141113',
    model: () => import('@aws-sdk/client-ecs'),
  },
  ecr: {
    protocol: 'json-1.1',
    target: 'AmazonEC2ContainerRegistry_V20150921',
    model: () => import('@aws-sdk/client-ecr'),
  },
  logs: {
    protocol: 'json-1.1',
    target: 'Logs_20140328',
    model: () => import('@aws-sdk/client-cloudwatch-logs'),
  },
  monitoring: {
    protocol: 'json-1.0',
    target: 'GraniteServiceVersion20100801',
    model: () => import('@aws-sdk/client-cloudwatch'),
  },
  codedeploy: {
    protocol: 'json-1.1',
    target: 'CodeDeploy_20141006',
    model: () => import('@aws-sdk/client-codedeploy'),
  },
  events: {
    protocol: 'json-1.1',
    target: 'AWSEvents',
    model: () => import('@aws-sdk/client-eventbridge'),
  },
  secretsmanager: {
    protocol: 'json-1.1',
    target: 'secretsmanager',
    model: () => import('@aws-sdk/client-secrets-manager'),
  },
  ssm: {
    protocol: 'json-1.1',
    target: 'AmazonSSM',
    model: () => import('@aws-sdk/client-ssm'),
  },
  scheduler: {
    protocol: 'rest-json',
    target: '',
    model: () => import('@aws-sdk/client-scheduler'),
  },
  elasticloadbalancing: {
    protocol: 'query',
    target: '',
    model: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  },
  iam: { protocol: 'query', target: '', model: () => import('@aws-sdk/client-iam') },
} as const satisfies Readonly<Record<string, AwsServiceFacts>>

export type AwsServiceName = keyof typeof AWS_SERVICES

export const isAwsService = (name: string): name is AwsServiceName =>
  Object.hasOwn(AWS_SERVICES, name)

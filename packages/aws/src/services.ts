/** How a service is asked. `target` is the first part of X-Amz-Target. */
export type Protocol =
  | { readonly kind: 'json'; readonly version: '1.0' | '1.1'; readonly target: string }
  | { readonly kind: 'query'; readonly version: string; readonly xmlNamespace: string }
  | { readonly kind: 'rest-json' }

type ServiceFacts = {
  /** As its model says it; AWS_ENDPOINT_URL_<SERVICE ID> is made of it. */
  readonly serviceId: string
  /** The name that requests are signed for. */
  readonly signingName: string
  /** In front of the colon of an action in IAM policies. */
  readonly actionPrefix: string
  readonly protocol: Protocol
}

const json = (target: string, version: '1.0' | '1.1' = '1.1'): Protocol => ({
  kind: 'json',
  version,
  target,
})

const facts = (
  serviceId: string,
  signingName: string,
  protocol: Protocol,
  actionPrefix = signingName,
): ServiceFacts => ({ serviceId, signingName, actionPrefix, protocol })

const query = (version: string, host: string): Protocol => ({
  kind: 'query',
  version,
  xmlNamespace: `${host}/doc/${version}/`,
})

/** The services that ci-kit asks, from their models (aws/api-models-aws). */
export const AWS_SERVICES = {
  ecs: facts('ECS', 'ecs', json('AmazonEC2ContainerServiceV20141113')),
  ecr: facts('ECR', 'ecr', json('AmazonEC2ContainerRegistry_V20150921')),
  'ecr-public': facts('ECR PUBLIC', 'ecr-public', json('SpencerFrontendService')),
  logs: facts('CloudWatch Logs', 'logs', json('Logs_20140328')),
  cloudwatch: facts(
    'CloudWatch',
    'monitoring',
    json('GraniteServiceVersion20100801', '1.0'),
    'cloudwatch',
  ),
  codedeploy: facts('CodeDeploy', 'codedeploy', json('CodeDeploy_20141006')),
  events: facts('EventBridge', 'events', json('AWSEvents')),
  secretsmanager: facts('Secrets Manager', 'secretsmanager', json('secretsmanager')),
  ssm: facts('SSM', 'ssm', json('AmazonSSM')),
  elbv2: facts(
    'Elastic Load Balancing v2',
    'elasticloadbalancing',
    query('2015-12-01', 'http://elasticloadbalancing.amazonaws.com'),
  ),
  iam: facts('IAM', 'iam', query('2010-05-08', 'https://iam.amazonaws.com')),
  scheduler: facts('Scheduler', 'scheduler', { kind: 'rest-json' }),
} as const satisfies Readonly<Record<string, ServiceFacts>>

export type AwsServiceName = keyof typeof AWS_SERVICES

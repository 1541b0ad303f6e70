import type { AwsServiceName } from './services.ts'

/** What the SDK knows of a partition: `partition(region)` of @aws-sdk/core. */
type Partition = {
  readonly name: string
  readonly dnsSuffix: string
  readonly dualStackDnsSuffix: string
}

type EndpointWish = {
  readonly region: string
  readonly fips: boolean
  readonly dualStack: boolean
}

/** Where IAM of a partition lives and is signed for (endpoint model of IAM). */
const IAM_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-eusc': 'eusc-de-east-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
  'aws-us-gov': 'us-gov-west-1',
}

type Names = {
  /** First label of the host. */
  readonly host: string
  /** First label of hosts that answer over IPv6 too; undefined when the plain host does. */
  readonly dual: string | undefined
  /** Where the plain host of AWS GovCloud is a FIPS host already: hosts with IPv4 only, or all. */
  readonly govCloudFips: 'own' | 'plain for IPv4' | 'plain'
}

const names = (host: string, changed: Partial<Names> = {}): Names => ({
  host,
  dual: host,
  govCloudFips: 'own',
  ...changed,
})

const REGIONAL: Readonly<Record<Exclude<AwsServiceName, 'iam'>, Names>> = {
  ecs: names('ecs'),
  ecr: names('api.ecr', { dual: 'ecr' }),
  'ecr-public': names('api.ecr-public', { dual: 'ecr-public' }),
  logs: names('logs', { govCloudFips: 'plain for IPv4' }),
  cloudwatch: names('monitoring', { govCloudFips: 'plain' }),
  codedeploy: names('codedeploy'),
  events: names('events', { govCloudFips: 'plain' }),
  secretsmanager: names('secretsmanager', { dual: undefined }),
  ssm: names('ssm', { govCloudFips: 'plain for IPv4' }),
  elbv2: names('elasticloadbalancing', { govCloudFips: 'plain for IPv4' }),
  scheduler: names('scheduler'),
}

/** Host of a service, by the rules of its endpoint model. */
export const hostOf = (
  service: AwsServiceName,
  wish: EndpointWish,
  partition: Partition,
): string =>
  service === 'iam' ? iamHost(wish, partition) : regionalHost(REGIONAL[service], wish, partition)

const regionalHost = (
  { host, dual, govCloudFips }: Names,
  { region, fips, dualStack }: EndpointWish,
  { name, dnsSuffix, dualStackDnsSuffix }: Partition,
): string => {
  const plain = name === 'aws-us-gov' ? govCloudFips : 'own'
  if (dualStack && dual !== undefined) {
    return `${dual}${fips && plain !== 'plain' ? '-fips' : ''}.${region}.${dualStackDnsSuffix}`
  }
  return `${host}${fips && plain === 'own' ? '-fips' : ''}.${region}.${dnsSuffix}`
}

/** IAM has one endpoint for each partition; only two of them have others for FIPS or IPv6. */
const iamHost = ({ region, fips, dualStack }: EndpointWish, partition: Partition): string => {
  const { name, dnsSuffix, dualStackDnsSuffix } = partition
  const first = fips ? 'iam-fips' : 'iam'
  if (name === 'aws') return dualStack ? `${first}.global.api.aws` : `${first}.${dnsSuffix}`
  if (name === 'aws-us-gov') return `iam.us-gov.${dualStack ? dualStackDnsSuffix : dnsSuffix}`
  return `iam.${signingRegion('iam', region, partition)}.${dnsSuffix}`
}

/** The region that requests to a service are signed for. */
export const signingRegion = (
  service: AwsServiceName,
  region: string,
  { name }: Pick<Partition, 'name'>,
): string => (service === 'iam' ? (IAM_REGIONS[name] ?? region) : region)

import type { makeBuilder } from '@smithy/core/client'

/** The SDK's static schema of an operation. */
export type OperationSchema = Parameters<ReturnType<typeof makeBuilder>>[3]

/*
 * Shapes in the notation of the SDK's static schemas: [kind, namespace, name,
 * traits, …], kinds 1 list, 3 structure, 9 operation; 0 is a string, 1 a
 * number, 2 a boolean, 15 any JSON. The Query protocol is not JSON and needs
 * the names of what it writes and reads, so the few operations that are asked
 * stand here; members that are not named are left out of the answer.
 */
const NAMESPACE = 'ci-kit'
const TEXT = 0
const COUNT = 1
const FLAG = 2
const ANY_JSON = 15

type Member = OperationSchema[4]
type Traits = Exclude<OperationSchema[3], number>

const structure = (name: string, members: Readonly<Record<string, Member>>): Member => [
  3,
  NAMESPACE,
  name,
  0,
  Object.keys(members),
  Object.values(members),
]

const listOf = (member: Member): Member => [1, NAMESPACE, 'List', 0, member]

/** Any JSON in and out. */
export const jsonOperation = (name: string): OperationSchema => [
  9,
  NAMESPACE,
  name,
  0,
  ANY_JSON,
  ANY_JSON,
]

const queryOperation = (
  name: string,
  input: Readonly<Record<string, Member>>,
  output: Readonly<Record<string, Member>>,
): OperationSchema => [
  9,
  NAMESPACE,
  name,
  0,
  structure(`${name}Input`, input),
  structure(`${name}Output`, output),
]

const TARGET = structure('TargetDescription', { Id: TEXT, Port: COUNT, AvailabilityZone: TEXT })

const TARGET_GROUP = structure('TargetGroup', {
  TargetGroupArn: TEXT,
  TargetGroupName: TEXT,
  Protocol: TEXT,
  ProtocolVersion: TEXT,
  Port: COUNT,
  VpcId: TEXT,
  TargetType: TEXT,
  IpAddressType: TEXT,
  HealthCheckProtocol: TEXT,
  HealthCheckPort: TEXT,
  HealthCheckEnabled: FLAG,
  HealthCheckIntervalSeconds: COUNT,
  HealthCheckTimeoutSeconds: COUNT,
  HealthyThresholdCount: COUNT,
  UnhealthyThresholdCount: COUNT,
  HealthCheckPath: TEXT,
  Matcher: structure('Matcher', { HttpCode: TEXT, GrpcCode: TEXT }),
  LoadBalancerArns: listOf(TEXT),
})

const TARGET_HEALTH = structure('TargetHealthDescription', {
  Target: TARGET,
  HealthCheckPort: TEXT,
  TargetHealth: structure('TargetHealth', { State: TEXT, Reason: TEXT, Description: TEXT }),
})

const QUERY_OPERATIONS = [
  queryOperation(
    'DescribeTargetGroups',
    { TargetGroupArns: listOf(TEXT), LoadBalancerArn: TEXT, Names: listOf(TEXT), Marker: TEXT },
    { TargetGroups: listOf(TARGET_GROUP), NextMarker: TEXT },
  ),
  queryOperation(
    'DescribeTargetHealth',
    { TargetGroupArn: TEXT, Targets: listOf(TARGET) },
    { TargetHealthDescriptions: listOf(TARGET_HEALTH) },
  ),
  queryOperation(
    'GetRole',
    { RoleName: TEXT },
    {
      Role: structure('Role', {
        RoleName: TEXT,
        Path: TEXT,
        Arn: TEXT,
        AssumeRolePolicyDocument: TEXT,
      }),
    },
  ),
]

/** The schema of an operation of the Query protocol; those that are not here cannot be asked. */
export const queryOperationNamed = (name: string): OperationSchema => {
  const found = QUERY_OPERATIONS.find((operation) => operation[2] === name)
  if (found === undefined) throw new Error(`the operation ${name} has no schema`)
  return found
}

/** Member that holds the whole body of an operation of the REST protocol. */
export const BODY = 'Body'

const ROUTES: Readonly<
  Record<string, { method: string; inUrl: Readonly<Record<string, Traits>> }>
> = {
  GetSchedule: {
    method: 'GET',
    inUrl: { Name: { httpLabel: 1 }, GroupName: { httpQuery: 'groupName' } },
  },
  UpdateSchedule: { method: 'PUT', inUrl: { Name: { httpLabel: 1 } } },
}

/**
 * An operation of EventBridge Scheduler. Its body is any JSON, because
 * UpdateSchedule replaces the whole schedule: what no SDK knows yet has to
 * survive reading and writing. `inUrl` are the members that do not belong to the body.
 */
export const restOperation = (
  name: string,
): { readonly schema: OperationSchema; readonly inUrl: readonly string[] } => {
  const route = ROUTES[name]
  if (route === undefined) throw new Error(`the operation ${name} has no schema`)
  const { method, inUrl } = route
  const members = Object.entries(inUrl).map(([member, traits]): [string, Member] => [
    member,
    [TEXT, traits],
  ])
  const body: Member = [ANY_JSON, { httpPayload: 1 }]
  const input = method === 'GET' ? members : [...members, [BODY, body] satisfies [string, Member]]
  return {
    schema: [
      9,
      NAMESPACE,
      name,
      { http: [method, '/schedules/{Name}', 200] },
      structure(`${name}Input`, Object.fromEntries(input)),
      structure(`${name}Output`, { [BODY]: body }),
    ],
    inUrl: Object.keys(inUrl),
  }
}

import { type Json, stringAt } from '@ci-kit/core/json'
import { AwsFault } from '../service-handler.ts'
import { seconds } from '../time.ts'
import { ecsArn, nameIn } from './arns.ts'
import type { EcsState, Operations, TaskDefinitionRecord } from './ecs-state.ts'
import { askedPage, objectsAt, present, requiredAt, stringsAt } from './input.ts'

export const taskDefinitionOperations = (state: EcsState): Operations => ({
  RegisterTaskDefinition: (input) => {
    if (objectsAt(input, 'containerDefinitions').length === 0)
      throw new AwsFault('ClientException', 'Container list cannot be empty.')
    return answerOf(register(state, input), true)
  },
  DescribeTaskDefinition: (input) => {
    const found = findTaskDefinition(state, requiredAt(input, 'taskDefinition'))
    if (found === undefined)
      throw new AwsFault('ClientException', 'Unable to describe task definition.')
    return answerOf(found, stringsAt(input, 'include').includes('TAGS'))
  },
  DeregisterTaskDefinition: (input) => {
    const found = findTaskDefinition(state, requiredAt(input, 'taskDefinition'))
    if (found === undefined)
      throw new AwsFault('ClientException', 'The specified task definition does not exist.')
    return answerOf(deregister(state, found), false)
  },
  ListTaskDefinitions: (input) => {
    const family = stringAt(input, 'familyPrefix')
    const status = stringAt(input, 'status') ?? 'ACTIVE'
    const listed = [...state.families.values()]
      .flat()
      .filter((each) => each.status === status && (family ?? each.family) === each.family)
      .map(({ arn }) => arn)
    const { page, nextToken } = askedPage(
      input.sort === 'DESC' ? listed.toReversed() : listed,
      input,
    )
    return { taskDefinitionArns: page, nextToken }
  },
})

/** Adds a revision to its family. */
export const register = (
  { families, now }: EcsState,
  { tags, ...document }: Json,
): TaskDefinitionRecord => {
  const family = requiredAt(document, 'family')
  const revisions = families.get(family) ?? []
  const revision = revisions.length + 1
  const record: TaskDefinitionRecord = {
    arn: ecsArn('task-definition', `${family}:${revision}`),
    family,
    revision,
    status: 'ACTIVE',
    document,
    tags: tags ?? [],
    registeredAt: now(),
  }
  families.set(family, [...revisions, record])
  return record
}

/** Takes a revision out of use. What runs on it goes on. */
export const deregister = (
  { families, now }: EcsState,
  record: TaskDefinitionRecord,
): TaskDefinitionRecord => {
  const inactive = { ...record, status: 'INACTIVE' as const, deregisteredAt: now() }
  const revisions = families.get(record.family) ?? []
  families.set(
    record.family,
    revisions.map((each) => (each.arn === record.arn ? inactive : each)),
  )
  return inactive
}

/** By ARN, `family:revision`, or `family`, whose newest active one it then is. */
export const findTaskDefinition = (
  { families }: EcsState,
  reference: string,
): TaskDefinitionRecord | undefined => {
  const [family = '', revision] = nameIn(reference).split(':')
  const revisions = families.get(family) ?? []
  return revision === undefined
    ? revisions.findLast(({ status }) => status === 'ACTIVE')
    : revisions.find((each) => String(each.revision) === revision)
}

/** One that may be started; `refusal` is the exception of the operation that wants to. */
export const usableTaskDefinition = (
  state: EcsState,
  reference: string,
  refusal: 'ClientException' | 'InvalidParameterException',
): TaskDefinitionRecord => {
  const found = findTaskDefinition(state, reference)
  if (found === undefined) throw new AwsFault(refusal, 'TaskDefinition not found.')
  if (found.status !== 'ACTIVE') throw new AwsFault(refusal, 'TaskDefinition is inactive')
  return found
}

/** Tasks with a network interface of their own cannot start without being told where. */
export const requireNetwork = ({ document }: TaskDefinitionRecord, input: Json): void => {
  if (document.networkMode === 'awsvpc' && input.networkConfiguration === undefined)
    throw new AwsFault(
      'InvalidParameterException',
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    )
}

const answerOf = (record: TaskDefinitionRecord, withTags: boolean): Json => ({
  taskDefinition: present({
    placementConstraints: [],
    volumes: [],
    ...record.document,
    taskDefinitionArn: record.arn,
    revision: record.revision,
    status: record.status,
    requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' }],
    compatibilities: ['EC2', 'FARGATE'],
    registeredAt: seconds(record.registeredAt),
    registeredBy: 'arn:aws:sts::123456789012:assumed-role/deployer/GitHubActions',
    ...(record.deregisteredAt !== undefined && { deregisteredAt: seconds(record.deregisteredAt) }),
  }),
  ...(withTags && { tags: record.tags }),
})

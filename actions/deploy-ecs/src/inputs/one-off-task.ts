import { UserError } from '@ci-kit/core/errors'
import {
  choice,
  count,
  flag,
  type InputReader,
  list,
  oneOf,
  optionalText,
} from '@ci-kit/core/inputs'
import { isObject, type Json, jsonIn } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { OneOffTask } from '@ci-kit/ecs/tasks/one-off-task'
import type { ServiceRequest } from '../service-request.ts'

/** A task that the step runs by the new task definition, but for what is only known later. */
export type TaskWishes = {
  readonly when: 'before' | 'after'
  /** Name or ARN of the service that it is like, undefined for the only request of the step. */
  readonly service: string | undefined
  readonly like: Omit<OneOffTask, 'taskDefinition' | 'definition' | 'service'>
  readonly waits: boolean
  readonly limitMs: number
}

const MINUTE = 60_000

/** Reads the one-off task, undefined when none is wanted. Throws {@link UserError} for one that nobody could run. */
export const taskWishes = (
  from: InputReader,
  requests: readonly ServiceRequest[],
): TaskWishes | undefined => {
  if (!flag(from, 'run-task')) return undefined
  const limit = count(from, 'run-task-minutes', 1, 100_000)
  return {
    when: choice(from, 'run-task-when', ['before', 'after']),
    service: likeService(from, requests),
    waits: flag(from, 'wait-for-task-stopped', true),
    limitMs: Math.min(limit, 360) * MINUTE,
    like: {
      overrides: documents(from, 'run-task-container-overrides'),
      subnets: list(from, 'run-task-subnets'),
      securityGroups: list(from, 'run-task-security-groups'),
      assignPublicIp: word(from, 'run-task-assign-public-IP', ['ENABLED', 'DISABLED']),
      launchType: word(from, 'run-task-launch-type', ['FARGATE', 'EC2', 'EXTERNAL']),
      capacityProviderStrategy: documents(from, 'run-task-capacity-provider-strategy'),
      startedBy: startedBy(from),
      tags: documents(from, 'run-task-tags'),
      managedTags:
        optionalText(from, 'enable-ecs-managed-tags') === ''
          ? undefined
          : flag(from, 'enable-ecs-managed-tags'),
      volume: volume(from),
    },
  }
}

const likeService = (
  from: InputReader,
  requests: readonly ServiceRequest[],
): string | undefined => {
  const named = optionalText(from, 'run-task-service')
  const services = requests.flatMap(({ service }) => service ?? [])
  if (named === '' && requests.length === 1) return services[0]
  if (named !== '' && services.includes(named)) return named
  const there = services.map((name) => `'${visible(name, 100)}'`).join(', ') || 'none'
  throw new UserError(
    named === ''
      ? `Input 'run-task' is true, and the step has several services. Set 'run-task-service' to one of ${there}.`
      : `Input 'run-task-service' is '${visible(named, 100)}', which this step does not deploy. The services are ${there}.`,
  )
}

const word = <const Word extends string>(
  from: InputReader,
  name: string,
  words: readonly Word[],
): Word | undefined => (optionalText(from, name) === '' ? undefined : oneOf(from, name, words))

/** Most characters of `startedBy`, from the API reference of RunTask. */
const LONGEST_STARTED_BY = 128

const startedBy = (from: InputReader): string => {
  const value = optionalText(from, 'run-task-started-by') || 'GitHub-Actions'
  if (/^[\w\-/.]+$/.test(value) && value.length <= LONGEST_STARTED_BY) return value
  throw new UserError(
    `Input 'run-task-started-by' is '${visible(value, 200)}'. Use letters, digits, '-', '_', '/' and '.', up to ${LONGEST_STARTED_BY} characters.`,
  )
}

const documents = (from: InputReader, name: string): readonly Json[] => {
  const text = optionalText(from, name)
  if (text === '') return []
  const value = jsonIn(text)
  if (Array.isArray(value) && value.every(isObject)) return value
  throw new UserError(
    `Input '${name}' is '${visible(text, 100)}', which is no JSON list of objects. Write '[{ … }]'.`,
  )
}

const volume = (from: InputReader): OneOffTask['volume'] => {
  const name = optionalText(from, 'run-task-managed-ebs-volume-name')
  const text = optionalText(from, 'run-task-managed-ebs-volume')
  if (name === '' && text === '') return undefined
  if (name === '' || text === '')
    throw new UserError(
      "Inputs 'run-task-managed-ebs-volume-name' and 'run-task-managed-ebs-volume' belong together. Set both, or neither.",
    )
  const settings = jsonIn(text)
  if (isObject(settings)) return { name, settings }
  throw new UserError(
    `Input 'run-task-managed-ebs-volume' is '${visible(text, 100)}', which is no JSON object. Write the settings of the volume, such as '{"sizeInGiB": 10, "roleArn": "arn:aws:iam::…"}'.`,
  )
}

import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { cpuUnits, memoryMib } from '@ci-kit/ecs/task-definition/task-size'

/*
 * Inputs of one line. Each answers undefined when it is empty, and throws a
 * UserError that names input, value and fix.
 */

/** Enum LogDriver of the ECS API, and logentries, which older agents know. */
const LOG_DRIVERS = [
  'awsfirelens',
  'awslogs',
  'fluentd',
  'gelf',
  'journald',
  'json-file',
  'logentries',
  'splunk',
  'syslog',
]

export const parseLogDriver = (input: string, text: string): string | undefined =>
  checked(
    input,
    text,
    (value) => LOG_DRIVERS.includes(value),
    `Use one of ${LOG_DRIVERS.join(', ')}.`,
  )

/** The ARN of a role in any partition and with any path, or its name, as ECS takes both. */
export const parseRole = (input: string, text: string): string | undefined =>
  checked(
    input,
    text,
    (value) =>
      /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value) ||
      /^[\w+=,.@-]{1,64}$/.test(value),
    'Use the ARN of a role, such as arn:aws:iam::123456789012:role/web, or its name.',
  )

export const parseTaskCpu = (input: string, text: string): string | undefined =>
  checked(
    input,
    text,
    (value) => cpuUnits(value) !== undefined,
    "Use CPU units or virtual CPUs, such as '256' or '.25 vCPU'.",
  )

export const parseTaskMemory = (input: string, text: string): string | undefined =>
  checked(
    input,
    text,
    (value) => memoryMib(value) !== undefined,
    "Use MiB or GB, such as '512' or '0.5 GB'.",
  )

const checked = (
  input: string,
  text: string,
  isGood: (value: string) => boolean,
  fix: string,
): string | undefined => {
  const value = text.trim()
  if (value === '') return undefined
  if (isGood(value)) return value
  throw new UserError(`Input '${input}' is '${visible(value, 200)}'. ${fix}`)
}

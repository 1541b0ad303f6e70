import { UserError } from '@ci-kit/core/errors'
import { type InputReader, optionalText } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type { TaskDefinitionSource } from '@ci-kit/ecs/task-definition/edits'

const SOURCES = ['task-definition', 'task-definition-arn', 'task-definition-family'] as const

/**
 * Where the task definition begins: a file, a registered one, or what the
 * service runs. Throws {@link UserError} for more than one, and for none where
 * there is no service.
 */
export const taskDefinitionSource = (
  from: InputReader,
  service: string | undefined,
): TaskDefinitionSource => {
  const given = SOURCES.filter((name) => optionalText(from, name) !== '')
  const [first, second] = given
  if (first !== undefined && second !== undefined)
    throw new UserError(
      `Inputs '${first}' and '${second}' are both set, and the task definition comes from one place. Leave one of them out.`,
    )
  const revision = revisionOf(from)
  const value = first === undefined ? '' : optionalText(from, first)
  if (first === 'task-definition') return { kind: 'file', path: value }
  if (first === 'task-definition-arn') return { kind: 'registered', reference: arn(value) }
  if (first === 'task-definition-family')
    return { kind: 'registered', reference: `${family(value)}${revision && `:${revision}`}` }
  if (service !== undefined) return { kind: 'service' }
  throw new UserError(
    "Input 'service' is not set, and nothing else says what is deployed. Add 'service: …' under 'with:' to change what it runs, or set 'task-definition' to a file to register it only.",
  )
}

const revisionOf = (from: InputReader): string => {
  const revision = optionalText(from, 'task-definition-revision')
  if (revision === '') return ''
  if (optionalText(from, 'task-definition-family') === '')
    throw new UserError(
      "Input 'task-definition-revision' is set, and 'task-definition-family' is not. Set both, or neither.",
    )
  if (/^[1-9]\d{0,9}$/.test(revision)) return revision
  throw new UserError(
    `Input 'task-definition-revision' is '${visible(revision, 100)}'. Use a whole number from 1.`,
  )
}

const arn = (value: string): string => {
  if (/^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:task-definition\/[\w-]{1,255}(:\d+)?$/.test(value))
    return value
  throw new UserError(
    `Input 'task-definition-arn' is '${visible(value, 200)}'. Use the ARN of a task definition, such as 'arn:aws:ecs:eu-central-1:123456789012:task-definition/web:7'.`,
  )
}

const family = (value: string): string => {
  if (/^[\w-]{1,255}$/.test(value)) return value
  throw new UserError(
    `Input 'task-definition-family' is '${visible(value, 200)}'. Use letters, digits, '-' and '_'; the revision has an input of its own.`,
  )
}

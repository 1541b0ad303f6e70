import { isObject, type Json, stringAt } from '@ci-kit/core/json'

/**
 * What DescribeTaskDefinition answers and RegisterTaskDefinition does not take:
 * the members of `TaskDefinition` in the official SDK that
 * `RegisterTaskDefinitionRequest` lacks.
 */
export const ANSWER_ONLY = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
] as const

/**
 * A task definition without what only ECS writes, tags of AWS itself among it:
 * nobody else may set those.
 */
export const withoutAnswerOnly = (document: Json): Json =>
  Object.fromEntries(
    Object.entries(document)
      .filter(([name]) => !ANSWER_ONLY.some((member) => member === name))
      .map(([name, value]) =>
        name === 'tags' && Array.isArray(value) ? [name, value.filter(isOwnTag)] : [name, value],
      ),
  )

const isOwnTag = (tag: unknown): boolean =>
  !(isObject(tag) && /^aws:/i.test(stringAt(tag, 'key') ?? ''))

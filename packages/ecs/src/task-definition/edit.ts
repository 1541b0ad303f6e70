import { closest } from '@ci-kit/core/closest'
import { UserError } from '@ci-kit/core/errors'
import { type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { containersOf, withContainers } from './containers.ts'
import { editedContainer } from './edit-container.ts'
import type { TaskDefinitionEdits } from './edits.ts'

type Edited = {
  readonly document: Json
  /** Sentences on what was done beyond what was asked for. */
  readonly notices: readonly string[]
}

/**
 * Applies edits to a copy of a task definition. What is there keeps its order,
 * what is new comes at the end. Throws {@link UserError} that starts with
 * `origin` for a container that does not exist.
 */
export const edited = (document: Json, edits: TaskDefinitionEdits, origin: string): Edited => {
  const whole = { ...document, ...taskMembers(edits) }
  if (edits.containers.size === 0) return { document: whole, notices: [] }
  const containers = containersOf(document, origin)
  refuseUnknown([...edits.containers.keys()], containers, origin)
  const notices: string[] = []
  const changed = containers.map((container) => {
    const name = stringAt(container, 'name')
    const wanted = name === undefined ? undefined : edits.containers.get(name)
    if (name === undefined || wanted === undefined) return container
    const result = editedContainer(
      container,
      wanted,
      `${origin}, container '${visible(name, 255)}'`,
    )
    notices.push(...result.notices)
    return result.container
  })
  return { document: withContainers(whole, changed), notices }
}

const taskMembers = ({ cpu, memory, taskRoleArn, executionRoleArn }: TaskDefinitionEdits): Json =>
  Object.fromEntries(
    Object.entries({ cpu, memory, taskRoleArn, executionRoleArn }).filter(
      ([, value]) => value !== undefined,
    ),
  )

const refuseUnknown = (
  wanted: readonly string[],
  containers: readonly Json[],
  origin: string,
): void => {
  const names = containers.flatMap((container) => stringAt(container, 'name') ?? [])
  const unknown = wanted.find((name) => !names.includes(name))
  if (unknown === undefined) return
  const meant = closest(unknown, names)
  const advice =
    meant === undefined ? 'Name one of those.' : `Did you mean '${visible(meant, 255)}'?`
  const there = names.map((name) => `'${visible(name, 255)}'`).join(', ') || 'none'
  throw new UserError(
    `${origin} has no container '${visible(unknown, 255)}'. It has: ${there}. ${advice}`,
  )
}

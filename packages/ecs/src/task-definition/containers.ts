import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/**
 * The container definitions of a task definition. Throws {@link UserError}
 * that starts with `origin` where they are no list of objects.
 */
export const containersOf = (document: Json, origin: string): readonly Json[] => {
  const { containerDefinitions: containers } = document
  if (!Array.isArray(containers)) {
    throw new UserError(
      `${origin} has no list 'containerDefinitions'. Add it, with one object for each container.`,
    )
  }
  return containers.map((container: unknown, at) => {
    if (isObject(container)) return container
    throw new UserError(
      `${origin}: containerDefinitions[${at}] is no object. Write one with 'name' and 'image'.`,
    )
  })
}

/** The name of a container, as messages quote it; its place in the list where it has none. */
export const containerLabel = (container: Json, at: number): string => {
  const name = stringAt(container, 'name')
  return name === undefined ? `containerDefinitions[${at}]` : `container '${visible(name, 255)}'`
}

/** A document with other containers. */
export const withContainers = (document: Json, containers: readonly Json[]): Json => ({
  ...document,
  containerDefinitions: containers,
})

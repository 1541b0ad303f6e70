import { closest } from '@ci-kit/core/closest'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Component } from '../component.ts'
import { cycleThrough, strongComponents } from './cycles.ts'
import type { NeedPlaces } from './parse.ts'

/**
 * Throws {@link UserError} when a component needs one that does not exist, or
 * when a need that the author wrote closes a cycle. A cycle that was only found
 * (`needPlaces` knows none of its needs) is let be: package managers allow it,
 * and its members simply select each other.
 */
export const checkNeeds = (components: readonly Component[], needPlaces: NeedPlaces): void => {
  const names = new Set(components.map(({ name }) => name))
  const circleOf = strongComponents(components)
  for (const { name, needs } of components) {
    for (const need of needs) {
      const place = needPlaces(name, need)
      if (!names.has(need)) throw unknownNeed(name, need, place, [...names])
      if (place === undefined || circleOf.get(name) !== circleOf.get(need)) continue
      const cycle = cycleThrough(components, name, need).join(' → ')
      throw problem(name, place, `its needs lead back to it, ${cycle}; remove one of them`)
    }
  }
}

const problem = (component: string, place: string | undefined, what: string): UserError =>
  new UserError(`${place === undefined ? '' : `${place}, `}filter '${component}': ${what}.`)

const unknownNeed = (
  component: string,
  need: string,
  place: string | undefined,
  names: readonly string[],
): UserError => {
  const meant = closest(need, names)
  const advice = meant === undefined ? 'name one that does' : `did you mean '${meant}'`
  return problem(
    component,
    place,
    `it needs '${visible(need, 100)}', which does not exist; ${advice}`,
  )
}

/**
 * The components that a change in some of them selects: these and, over any
 * number of steps, those that need them. Each comes with a shortest chain of
 * needs from it to one of `changed`, as in `['web', 'ui', 'core']`; of equally
 * short ones that over the components that stand first. Time is linear in the
 * needs, and cycles do no harm.
 */
export const dependencyPaths = (
  components: readonly Component[],
  changed: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> => {
  const dependents = dependentsOf(components)
  const paths = new Map<string, readonly string[]>()
  const queue: string[] = []
  for (const { name } of components) {
    if (!changed.has(name)) continue
    paths.set(name, [name])
    queue.push(name)
  }
  // The queue grows while it is walked.
  for (const name of queue) {
    for (const dependent of dependents.get(name) ?? []) {
      if (paths.has(dependent)) continue
      paths.set(dependent, [dependent, ...(paths.get(name) ?? [])])
      queue.push(dependent)
    }
  }
  return paths
}

const dependentsOf = (components: readonly Component[]): ReadonlyMap<string, readonly string[]> => {
  const dependents = new Map<string, string[]>()
  for (const { name, needs } of components) {
    for (const need of needs) {
      const known = dependents.get(need)
      if (known === undefined) dependents.set(need, [name])
      else known.push(name)
    }
  }
  return dependents
}

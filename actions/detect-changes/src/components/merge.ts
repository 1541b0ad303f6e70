import { UserError } from '@ci-kit/core/errors'
import type { Component, RuleList } from '../component.ts'
import { MAX_COMPONENTS, MAX_RULES } from './limits.ts'
import { nameChecker } from './names.ts'

/**
 * The components of discovery and those of the filters as one list. A filter
 * with the name of a found component adds to it: its rules come after the found
 * ones, its needs are added, its metadata and its path win. The others come
 * last. Throws {@link UserError} when together they are too many or clash.
 */
export const mergeComponents = (
  found: readonly Component[],
  written: readonly Component[],
): readonly Component[] => {
  const additions = new Map(written.map((component) => [component.name, component]))
  const names = new Set(found.map(({ name }) => name))
  const merged = [
    ...found.map((component) => joined(component, additions.get(component.name))),
    ...written.filter(({ name }) => !names.has(name)),
  ]
  checkTotals(merged)
  checkNames(merged)
  return merged
}

const joined = (found: Component, added: Component | undefined): Component =>
  added === undefined
    ? found
    : {
        name: found.name,
        list: joinedRules(found, added),
        needs: [...new Set([...found.needs, ...added.needs])],
        path: added.path || found.path,
        metadata: new Map([...found.metadata, ...added.metadata]),
      }

/**
 * Found rules are folders with parts taken out, in their order. A filter may
 * add such a part again, so with `some-with-excludes` only its own exclusions
 * come last. With `every` each further pattern would take files away from the
 * component, where adding one means the opposite.
 */
const joinedRules = ({ name, list: found }: Component, { list: added }: Component): RuleList => {
  const [first] = added.rules
  if (first === undefined) return found
  if (found.rules.length > 0 && added.quantifier === 'every') {
    throw new UserError(
      `${first.source}, line ${first.line}, filter '${name}': with 'predicate-quantifier: every' its patterns cannot be added to the component of the same name that was found in ${found.rules[0]?.source}. Use 'some' or 'some-with-excludes', or rename the filter.`,
    )
  }
  const rules =
    added.quantifier === 'some-with-excludes'
      ? added.rules.toSorted((one, other) => Number(one.excludes) - Number(other.excludes))
      : added.rules
  return { rules: [...found.rules, ...rules], quantifier: found.quantifier }
}

const checkTotals = (components: readonly Component[]): void => {
  if (components.length > MAX_COMPONENTS) {
    throw new UserError(
      `There are ${components.length} components, more than ${MAX_COMPONENTS}. Write filters for larger parts, or discover fewer folders.`,
    )
  }
  const rules = components.reduce((sum, { list }) => sum + list.rules.length, 0)
  if (rules > MAX_RULES) {
    throw new UserError(
      `All components together have ${rules} patterns, more than ${MAX_RULES}. Write fewer, for larger parts.`,
    )
  }
}

const checkNames = (components: readonly Component[]): void => {
  const check = nameChecker()
  for (const { name, list } of components) {
    try {
      check(name)
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown
      const source = list.rules[0]?.source
      const from = source === undefined ? '' : ` from ${source}`
      throw new UserError(`Component '${name}'${from}: ${thrown.message}.`)
    }
  }
}

import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Component, Quantifier, Rule } from '../component.ts'
import type { Entry } from './entries.ts'
import { filterEntry, type Need } from './entry.ts'
import { MAX_COMPONENTS, MAX_RULES } from './limits.ts'
import { metadataReader } from './metadata.ts'
import { nameChecker } from './names.ts'
import type { PatternReader } from './patterns.ts'
import { located, type Place, problemAt } from './place.ts'
import { plainMembers } from './plain-yaml.ts'
import type { YamlPair } from './yaml-node.ts'

/** The YAML of input `filters`, and what to make of it. */
export type FilterText = {
  readonly text: string
  /** For messages: `Input 'filters'`, `Filter file .github/filters.yml`. */
  readonly origin: string
  /** For {@link Rule.source}. */
  readonly source: string
  readonly patterns: PatternReader
  readonly quantifier: Quantifier
}

/** Where a component's need is written, for messages; undefined when no text of the author holds it. */
export type NeedPlaces = (component: string, need: string) => string | undefined

export type WrittenComponents = {
  /** In the order of the text. */
  readonly components: readonly Component[]
  readonly needPlaces: NeedPlaces
}

/**
 * Reads filters in the format of dorny/paths-filter and components in that of
 * this action. Names in `needs` are not looked up: see `checkNeeds`. Rejects
 * with {@link UserError} that names filter and line.
 */
export const parseComponents = async (from: FilterText): Promise<WrittenComponents> => {
  const { origin, quantifier } = from
  const checkName = nameChecker()
  const readMetadata = metadataReader()
  const places = new Map<string, string>()
  let count = 0
  const components = checkedCount(await membersOf(from), origin).map(({ key, line, value }) => {
    const name = key ?? ''
    const place = { origin, filter: name, line }
    located(place, '', () => checkName(name))
    const { entries, needs, path, metadata } = filterEntry(value, place, readMetadata)
    const rules = entries.map((entry) => ruleOf(entry, place, from))
    count += rules.length
    if (count > MAX_RULES) {
      throw problemAt(place, `all filters together have more than ${MAX_RULES} patterns`)
    }
    for (const need of needs) places.set(edge(name, need.name), placeOf(need, origin))
    return { name, list: { rules, quantifier }, needs: needs.map(nameOf), path, metadata }
  })
  return { components, needPlaces: (component, need) => places.get(edge(component, need)) }
}

/** No name of a component holds a line end. */
const edge = (component: string, need: string): string => `${component}\n${need}`
const placeOf = ({ line }: Need, origin: string): string => `${origin}, line ${line}`
const nameOf = ({ name }: Need): string => name

/** The parser for all of YAML takes longer to load than most filters take to read. */
const membersOf = async ({ text, origin }: FilterText): Promise<readonly YamlPair[]> => {
  const plain = plainMembers(text)
  if (plain !== undefined) return plain
  const { yamlMembers } = await import('./yaml-members.ts')
  return yamlMembers(text, origin)
}

const checkedCount = (pairs: readonly YamlPair[], origin: string): readonly YamlPair[] => {
  if (pairs.length > 0 && pairs.length <= MAX_COMPONENTS) return pairs
  throw new UserError(
    `${origin} holds ${pairs.length || 'no'} filters. Write 1 to ${MAX_COMPONENTS}, each as in "api: 'services/api/**'".`,
  )
}

const ruleOf = ({ text, line, statuses }: Entry, filter: Place, from: FilterText): Rule => {
  const subject = `the pattern '${visible(text)}' cannot be used: `
  const { pattern, excludes, glob } = located({ ...filter, line }, subject, () =>
    from.patterns(text),
  )
  return { pattern, source: from.source, line, excludes, statuses, glob }
}

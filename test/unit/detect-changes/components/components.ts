import type { Change } from '@ci-kit/detect-changes/change'
import type { Component, Components, RuleList } from '@ci-kit/detect-changes/component'
import { parseComponents, type WrittenComponents } from '@ci-kit/detect-changes/components/parse'
import { patternReader } from '@ci-kit/detect-changes/components/patterns'
import { parseRuleList } from '@ci-kit/detect-changes/components/rule-list'

export const ORIGIN = "Input 'filters'"

export const parse = (
  text: string,
  quantifier: RuleList['quantifier'] = 'some',
): Promise<WrittenComponents> =>
  parseComponents({
    text,
    origin: ORIGIN,
    source: 'filters',
    patterns: patternReader('minimatch'),
    quantifier,
  })

/** A list of patterns, as an input holds it. */
export const rules = (...patterns: readonly string[]): RuleList =>
  parseRuleList(patterns.join('\n'), 'all-on', patternReader('minimatch'))

/** A component of the folder with its name. */
export const component = (name: string, needs: readonly string[] = []): Component => ({
  name,
  list: rules(`${name}/**`),
  needs,
  path: '',
  metadata: new Map(),
})

/** Components by name and needs. */
export const graph = (needs: { readonly [name: string]: readonly string[] }): Component[] =>
  Object.entries(needs).map(([name, names]) => component(name, names))

export const of = (
  components: readonly Component[],
  more: Partial<Components> = {},
): Components => ({ components, allOn: rules(), ignore: rules(), ...more })

export const modified = (...paths: readonly string[]): readonly Change[] =>
  paths.map((path) => ({ path, status: 'modified' }))

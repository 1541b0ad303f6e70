import { UserError } from '@ci-kit/core/errors'
import { type Log, visible } from '@ci-kit/core/log'
import type { Components } from '../component.ts'
import type { Discovered } from '../discover/discover.ts'
import { isDiscovering } from '../discover/wanted.ts'
import type { Inputs } from '../inputs.ts'
import type { RepositoryTree } from '../repository-tree.ts'
import { checkNeeds } from './graph.ts'
import { mergeComponents } from './merge.ts'
import { parseComponents, type WrittenComponents } from './parse.ts'
import { type PatternReader, patternReader } from './patterns.ts'
import { parseRuleList } from './rule-list.ts'

export type ComponentSources = {
  readonly log: Pick<Log, 'notice'>
  readonly tree: RepositoryTree
  /** The text of a filter file; rejects with a UserError. */
  readonly readFilters: (path: string) => Promise<string>
}

/** All that the inputs say of components; rejects with a {@link UserError} that names the input. */
export const componentsOf = async (
  inputs: Inputs,
  sources: ComponentSources,
): Promise<Components> => {
  const patterns = patternReader(inputs.dialect)
  const allOn = parseRuleList(inputs.allOn, 'all-on', patterns)
  const ignore = parseRuleList(inputs.ignore, 'ignore', patterns)
  const [found, written] = await Promise.all([
    discovered(inputs, sources),
    writtenIn(inputs, patterns, sources),
  ])
  const components = mergeComponents(found.components, written.components)
  if (components.length === 0) {
    throw new UserError(
      "There are no components: 'discover' and 'workspaces' found none. Name folders that hold committed files, such as 'discover: services/*', or describe the components in a file such as .github/components.yml and name it in input 'filters'.",
    )
  }
  checkNeeds(components, written.needPlaces)
  return { components, allOn: { ...allOn, rules: [...found.allOn, ...allOn.rules] }, ignore }
}

/** Loaded on demand: most workflows list their components. */
const discovered = async (inputs: Inputs, { tree, log }: ComponentSources): Promise<Discovered> => {
  if (!isDiscovering(inputs)) return { components: [], allOn: [], unmatched: [] }
  const { discover } = await import('../discover/discover.ts')
  const found = await discover(inputs, tree)
  if (found.unmatched.length > 0) {
    const list = found.unmatched.map((pattern) => visible(pattern, 100)).join(', ')
    log.notice(`No folder matches these patterns of input 'discover': ${list}.`)
  }
  return found
}

const writtenIn = async (
  { filters, quantifier }: Inputs,
  patterns: PatternReader,
  { readFilters }: ComponentSources,
): Promise<WrittenComponents> => {
  if (filters === undefined) return { components: [], needPlaces: () => undefined }
  const from =
    filters.kind === 'text'
      ? { text: filters.text, origin: "Input 'filters'", source: 'filters' }
      : {
          text: await readFilters(filters.path),
          origin: `Filter file ${visible(filters.path, 200)}`,
          source: filters.path,
        }
  return parseComponents({ ...from, patterns, quantifier })
}

import type { ExplainedComponent, Explanation } from '@ci-kit/core/explanation'
import { comparisonLine, shortChain } from '@ci-kit/core/explanation-text'
import { code, plain, table } from '@ci-kit/core/markdown'
import type { Selection } from '../selection.ts'
import { dependencyGraph } from './mermaid.ts'

/** The job summary: what is selected and why, how it hangs together, and what is not. */
export const jobSummary = (explanation: Explanation, selections: readonly Selection[]): string => {
  const { components } = explanation
  const [selected, others] = [true, false].map((wanted) =>
    components.filter((component) => component.selected === wanted),
  )
  return [
    `### ${selected?.length ?? 0} of ${components.length} components selected`,
    plain(comparisonLine(explanation)),
    selectedTable(selected ?? [], explanation),
    graph(selections),
    folded(others ?? [], explanation),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** More than these are for the search in the log. */
const MAX_ROWS = 100

const selectedTable = (
  components: readonly ExplainedComponent[],
  { 'changed-files': changed }: Explanation,
): string => {
  if (components.length === 0) return ''
  const rows = components
    .slice(0, MAX_ROWS)
    .map((component) => [
      code(component.component),
      why(component),
      changed === null ? '?' : String(component['files-count']),
    ])
  const more = components.length - MAX_ROWS
  const note = more > 0 ? `\n\n… and ${more} more: the log has all of them.` : ''
  return table(['Selected', 'Why', 'Own files'], rows) + note
}

const why = (component: ExplainedComponent): string => {
  const { because, path = [] } = component
  switch (because) {
    case 'file':
      return match(component)
    case 'global':
      return `${match(component)}, for every component`
    case 'dependency':
      return `needs ${shortChain(path.slice(1)).map(short).join(' → ')}`
    case 'everything':
      return 'selected with everything'
    // Neither is ever the reason of a component that is selected.
    case 'no-change':
    case 'unknown':
      return ''
  }
}

const match = ({ status, file, pattern, source, line }: ExplainedComponent): string =>
  `${plain(status ?? '')} ${short(file)} → ${short(pattern)} (${plain(`${source}:${line}`)})`

const LIMIT = 200
/** Paths and patterns of up to 4,096 bytes would make a table that nobody can read. */
const short = (text = ''): string => code(cut(text))

/** Cut before it is escaped, with control characters as they are: they are made visible once. */
const cut = (text: string): string =>
  text.length <= LIMIT ? text : `${text.slice(0, LIMIT).replace(/[\ud800-\udbff]$/, '')}…`

const graph = (selections: readonly Selection[]): string => {
  const diagram = dependencyGraph(selections)
  if (diagram === undefined) return ''
  return `${diagram}\n\nAn arrow leads from a component to those that need it.`
}

const folded = (
  components: readonly ExplainedComponent[],
  { 'changed-files': changed }: Explanation,
): string => {
  if (components.length === 0) return ''
  const title = changed === null ? 'Not selected' : 'Not selected: no changed file matches'
  const names = components.map(({ component }) => code(component)).join(' ')
  return `<details><summary>${title} (${components.length})</summary>\n\n${names}\n\n</details>`
}

import { visible } from '@ci-kit/core/log'
import type { Selection } from '../selection.ts'

/** More than these do not fit a page so that anybody could read them. */
const MAX_NODES = 40
/** GitHub's own limit for one diagram is 500 (mermaid's maxEdges). */
const MAX_EDGES = 200

/**
 * The components that need each other as a Mermaid diagram, an arrow from each
 * to those that need it, the selected ones in colour. Undefined when no
 * component needs another, or when they are too many to read.
 */
export const dependencyGraph = (selections: readonly Selection[]): string | undefined => {
  const edges = edgesOf(selections)
  const linked = new Set(edges.flat())
  const nodes = selections.filter(({ component }) => linked.has(component.name))
  if (edges.length === 0 || edges.length > MAX_EDGES || nodes.length > MAX_NODES) return undefined
  const ids = new Map(nodes.map(({ component }, at) => [component.name, `n${at}`]))
  const selected = nodes.flatMap(({ component, cause }) =>
    cause === undefined ? [] : [ids.get(component.name)],
  )
  return [
    '```mermaid',
    'flowchart LR',
    ...nodes.map(({ component: { name } }) => `  ${ids.get(name)}["${label(name)}"]`),
    ...edges.map(([from, to]) => `  ${ids.get(from)} --> ${ids.get(to)}`),
    '  classDef selected fill:#1a7f37,stroke:#1a7f37,color:#ffffff',
    ...(selected.length > 0 ? [`  class ${selected.join(',')} selected`] : []),
    '```',
  ].join('\n')
}

type Edge = readonly [from: string, to: string]

const edgesOf = (selections: readonly Selection[]): readonly Edge[] => {
  const names = new Set(selections.map(({ component }) => component.name))
  return selections.flatMap(({ component }) =>
    component.needs.filter((need) => names.has(need)).map((need): Edge => [need, component.name]),
  )
}

/** Mermaid's own character references: neither its syntax nor the fence around it can be left. */
const label = (name: string): string =>
  visible(name, 60).replace(/[^\w./ -]/gu, (character) => `#${character.codePointAt(0)};`)

import type { ExplainedComponent, Explanation } from './explanation.ts'
import { reasonText } from './explanation-text.ts'
import { visible } from './log.ts'

/** A line for each component: its reason, and below it those that are selected because they need it. */
export const reasonTree = ({ components }: Explanation): readonly string[] => {
  const names = new Set(components.map(({ component }) => component))
  const children = Map.groupBy(components, ({ path }) => {
    const parent = path?.[1]
    return parent !== undefined && names.has(parent) ? parent : undefined
  })
  const shown = new Set<ExplainedComponent>()
  const lines: string[] = []
  // No recursion: a thousand components may need each other in one line.
  const open: Branch[] = []
  const push = (list: readonly ExplainedComponent[], depth: number) => {
    open.push(...list.toReversed().map((component) => ({ component, depth })))
  }
  // The components of a tree that is no tree, which nobody writes but anybody may pass, come last.
  push(components, 0)
  push(children.get(undefined) ?? [], 0)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { component, depth } = next
    if (shown.has(component)) continue
    shown.add(component)
    lines.push(lineOf(next))
    push(children.get(component.component) ?? [], depth + 1)
  }
  return lines
}

type Branch = { readonly component: ExplainedComponent; readonly depth: number }

/** A log is 120 characters wide or so. */
const MAX_DEPTH = 10

const lineOf = ({ component, depth }: Branch): string => {
  const indent = '  '.repeat(Math.min(depth, MAX_DEPTH))
  const mark = component.selected ? '✓' : '–'
  return `${indent}${mark} ${visible(component.component)}: ${reasonText(component)}`
}

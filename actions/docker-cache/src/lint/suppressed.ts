import type { Comment } from '../dockerfile/dockerfile.ts'

const NOTHING: ReadonlySet<string> = new Set()

/** The rules that the comments directly above a line silence: `# ci-kit: ignore=<rule>[,<rule>]`. */
export const suppressedAt = (
  comments: readonly Comment[],
): ((line: number | undefined) => ReadonlySet<string>) => {
  const byLine = new Map(comments.map(({ line, text }) => [line, text]))
  return (line) => {
    if (line === undefined) return NOTHING
    const rules = new Set<string>()
    for (let above = line - 1; byLine.has(above); above--) {
      const [, list = ''] = /^ci-kit:\s*ignore=(.*)$/.exec(byLine.get(above) ?? '') ?? []
      for (const rule of list.split(',')) rules.add(rule.trim())
    }
    return rules
  }
}

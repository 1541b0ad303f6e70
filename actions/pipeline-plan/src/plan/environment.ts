/** The environment of the branches that a pattern matches; '' for none. */
export type BranchRule = { readonly pattern: string; readonly environment: string }

/** The environment of a branch by the first rule that matches it, '' when there is none. */
export const environmentOf = (branch: string, rules: readonly BranchRule[]): string =>
  rules.find(({ pattern }) => matches(branch, pattern))?.environment ?? ''

/** Part by part, so that a star never reaches over a slash. */
const matches = (branch: string, pattern: string): boolean => {
  const parts = branch.split('/')
  const patterns = pattern.split('/')
  return (
    parts.length === patterns.length &&
    parts.every((part, at) => partMatches(part, patterns[at] ?? ''))
  )
}

/** The pieces between the stars, each as early as it can be: takes no longer for bad patterns. */
const partMatches = (part: string, pattern: string): boolean => {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return part === first
  if (!part.startsWith(first) || !part.endsWith(last)) return false
  let at = first.length
  for (const piece of others) {
    const found = part.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return at <= part.length - last.length
}

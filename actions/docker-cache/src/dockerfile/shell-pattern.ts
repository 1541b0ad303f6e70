/** Patterns longer than this on values longer than this are nothing that a name or path needs. */
const LIMIT = 500

/** Undefined when the pattern is not one of BuildKit's (convertShellPatternToRegex). */
export const withoutPrefix = (
  value: string,
  pattern: string,
  longest: boolean,
): string | undefined => {
  const tokens = tokensOf(pattern)
  if (!tokens || value.length > LIMIT) return undefined
  const end = matchEnd(tokens, value, 0, longest)
  return end === undefined ? value : value.slice(end)
}

/** The same from the end. */
export const withoutSuffix = (
  value: string,
  pattern: string,
  longest: boolean,
): string | undefined => {
  const tokens = tokensOf(pattern)?.toReversed()
  if (!tokens || value.length > LIMIT) return undefined
  const end = matchEnd(tokens, value.split('').reverse().join(''), 0, longest)
  return end === undefined ? value : value.slice(0, value.length - end)
}

/** The first match, or all, in another wording; matches are as long as they can be. */
export const replaced = (
  value: string,
  pattern: string,
  by: string,
  all: boolean,
): string | undefined => {
  const tokens = tokensOf(pattern)
  // BuildKit reads $1 and the like in the replacement of all matches.
  if (!tokens || tokens.length === 0 || value.length > LIMIT || by.includes('$')) return undefined
  const pieces: string[] = []
  let at = 0
  while (at < value.length) {
    const end = matchEnd(tokens, value, at, true)
    const matches = end !== undefined && end > at
    pieces.push(matches ? by : value.charAt(at))
    at = matches ? end : at + 1
    if (matches && !all) break
  }
  return pieces.join('') + value.slice(at)
}

type Token = { readonly kind: 'any' | 'one' } | { readonly kind: 'literal'; readonly text: string }

const tokensOf = (pattern: string): Token[] | undefined => {
  if (pattern.length > LIMIT) return undefined
  const parts = pattern.match(/\\.|[^\\]/gs) ?? []
  if (parts.join('') !== pattern || parts.some((part) => /^\\[^*?\\}/]$/s.test(part))) {
    return undefined
  }
  return parts.map((part) => {
    if (part === '*') return { kind: 'any' }
    if (part === '?') return { kind: 'one' }
    return { kind: 'literal', text: part.slice(-1) }
  })
}

/**
 * Where a match that starts at `from` ends: the shortest or the longest one.
 * Keeps the set of places that the tokens so far can reach, so no pattern is slow.
 */
const matchEnd = (
  tokens: readonly Token[],
  value: string,
  from: number,
  longest: boolean,
): number | undefined => {
  let reached = new Set([from])
  for (const token of tokens) {
    reached =
      token.kind === 'any' ? everyFrom(Math.min(...reached), value) : step(reached, token, value)
    if (reached.size === 0) return undefined
  }
  return longest ? Math.max(...reached) : Math.min(...reached)
}

const everyFrom = (start: number, value: string): Set<number> =>
  new Set(Array.from({ length: value.length - start + 1 }, (_, index) => start + index))

const step = (reached: ReadonlySet<number>, token: Token, value: string): Set<number> =>
  new Set(
    [...reached].flatMap((at) => {
      const fits = at < value.length && (token.kind !== 'literal' || value[at] === token.text)
      return fits ? [at + 1] : []
    }),
  )

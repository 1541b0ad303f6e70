import { type SegmentPattern, segmentPattern } from './glob-segment.ts'

/** Whether a path, parted by `/`, has a pattern. */
export type PathGlob = { matches(path: string): boolean }

const MAX_LENGTH = 1024
const MAX_ALTERNATIVES = 256

/**
 * The pattern of a path as trivy reads those of its ignore file (doublestar
 * v4): `*` and `?` inside a name, `**` for any number of folders, `[a-z]`,
 * `{a,b}`, and `\` before a character that means itself. Answers what is wrong
 * with a pattern that is none. Its time grows with the product of both
 * lengths, whatever the pattern.
 */
export const pathGlob = (pattern: string): PathGlob | { readonly problem: string } => {
  if (pattern === '') return { problem: 'it is empty' }
  if (pattern.length > MAX_LENGTH) return { problem: `it is longer than ${MAX_LENGTH} characters` }
  const plain = expanded(pattern)
  if ('problem' in plain) return plain
  const globs: PathGlob[] = []
  for (const alternative of plain.alternatives) {
    const glob = plainGlob(alternative)
    if ('problem' in glob) return glob
    globs.push(glob)
  }
  return { matches: (path) => globs.some((glob) => glob.matches(path)) }
}

type Problem = { readonly problem: string }
type Alternatives = { readonly alternatives: readonly string[] }

/** A pattern without `{a,b}`: `folders` stands for `**`. */
const plainGlob = (pattern: string): PathGlob | Problem => {
  const segments: ('folders' | SegmentPattern)[] = []
  for (const text of pattern.split('/')) {
    const segment = text === '**' ? 'folders' : segmentPattern(text)
    if (typeof segment !== 'string' && 'problem' in segment) return segment
    segments.push(segment)
  }
  return { matches: (path) => matches(segments, path.split('/')) }
}

const matches = (
  segments: readonly ('folders' | SegmentPattern)[],
  names: readonly string[],
): boolean => {
  // For each segment: which of the names may it begin with? The last place is the path's end.
  let starts: readonly boolean[] = [true, ...names.map(() => false)]
  for (const segment of segments) {
    const from = starts
    starts =
      segment === 'folders'
        ? after(from)
        : from.map((_, at) => at > 0 && !!from[at - 1] && segment.accepts(names[at - 1] ?? ''))
  }
  return starts.at(-1) === true
}

/** Every place from the first that is reached on. */
const after = (starts: readonly boolean[]): readonly boolean[] => {
  const first = starts.indexOf(true)
  return starts.map((_, at) => first !== -1 && at >= first)
}

/** The patterns that `{a,b}` stands for. */
const expanded = (pattern: string): Alternatives | Problem => {
  const open: string[] = [pattern]
  const done: string[] = []
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = firstGroup(next)
    if ('problem' in group) return group
    if (group.alternatives.length === 0) done.push(next)
    else open.push(...group.alternatives)
    if (open.length + done.length > MAX_ALTERNATIVES) {
      return { problem: `its {…} stand for more than ${MAX_ALTERNATIVES} patterns` }
    }
  }
  return { alternatives: done }
}

/** The pattern, once for each alternative of its first `{…}`; none without one. */
const firstGroup = (pattern: string): Alternatives | Problem => {
  const parts: string[] = []
  let depth = 0
  let start = -1
  let from = 0
  for (const { character, at } of unescaped(pattern)) {
    if (character === '}' && depth === 0) return { problem: 'a } in it has no {' }
    if (character === '{' && depth === 0) start = at
    if (character === '{' && depth === 0) from = at + 1
    if (character === '{') depth += 1
    if (character === '}') depth -= 1
    const isEnd = character === '}' && depth === 0
    if (!isEnd && (character !== ',' || depth !== 1)) continue
    parts.push(pattern.slice(from, at))
    from = at + 1
    if (!isEnd) continue
    const [head, tail] = [pattern.slice(0, start), pattern.slice(at + 1)]
    return { alternatives: parts.map((part) => `${head}${part}${tail}`) }
  }
  return depth > 0 ? { problem: 'a { in it is not closed' } : { alternatives: [] }
}

/** The braces and commas that mean something: not behind a backslash, not inside `[…]`. */
const unescaped = function* (
  pattern: string,
): Generator<{ readonly character: string; readonly at: number }> {
  let isClass = false
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? ''
    if (character === '\\') at += 1
    else if (character === ']') isClass = false
    else if (character === '[') isClass = true
    else if (!isClass && '{},'.includes(character)) yield { character, at }
  }
}

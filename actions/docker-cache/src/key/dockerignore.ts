import { type Doubt, isDoubt } from './doubt.ts'
import { type IgnoreLine, ignoreLines } from './ignore-lines.ts'
import { ignorePattern, type PathMatcher } from './ignore-pattern.ts'

/** What the patterns say about one path, and which of them its children inherit. */
export type Verdict = {
  readonly ignored: boolean
  /** By pattern: whether it matched this path or a folder above it. */
  readonly matched: readonly boolean[]
}

/** A .dockerignore that was understood as a whole. */
export type IgnoreRules = {
  /** `parent` is the verdict about the folder that holds the path; undefined at the top. */
  verdict(path: string, parent: Verdict | undefined): Verdict
  /** Whether nothing in an ignored folder can be taken back by an exception, so that it need not be read. */
  closed(folder: string): boolean
}

type Rule = { readonly exception: boolean; readonly matches: PathMatcher }

/**
 * The rules of a .dockerignore by its text; '' ignores nothing. The last
 * matching pattern wins, and a pattern that matches a folder goes for all that
 * is in it (`MatchesUsingParentResults` of github.com/moby/patternmatcher, as
 * `filterFS.Walk` of github.com/tonistiigi/fsutil calls it).
 */
export const ignoreRules = (text: string): IgnoreRules | Doubt => {
  const lines = ignoreLines(text)
  if ('doubt' in lines) return lines
  const rules: Rule[] = []
  for (const { path, exception } of lines) {
    const matches = ignorePattern(path)
    if (isDoubt(matches)) return matches
    rules.push({ exception, matches })
  }
  const roots = exceptionRoots(lines)
  return {
    verdict: (path, parent) => verdictOf(rules, path, parent?.matched),
    closed: (folder) =>
      roots !== 'anywhere' && !roots.some((root) => `${root}/`.startsWith(`${folder}/`)),
  }
}

const NOTHING: readonly boolean[] = []

const verdictOf = (
  rules: readonly Rule[],
  path: string,
  inherited: readonly boolean[] = NOTHING,
): Verdict => {
  let ignored = false
  const matched = rules.map(({ exception, matches }, index) => {
    // A pattern that could not change the answer is not asked, and so not inherited either.
    const match = inherited[index] === true || (exception === ignored && matches(path))
    if (match) ignored = !exception
    return match
  })
  return { ignored, matched }
}

/** Where exceptions can take something back; a wildcard before the end may be anywhere. */
const exceptionRoots = (lines: readonly IgnoreLine[]): readonly string[] | 'anywhere' => {
  const roots = lines
    .filter(({ exception }) => exception)
    .map(({ path }) => path.replace(/\/\*\*$/, '').replace(/\/\*$/, ''))
  return roots.some((root) => /[*[\]?^\\]/.test(root)) ? 'anywhere' : roots
}

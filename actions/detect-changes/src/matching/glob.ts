import { compileGlob as compilePathGlob } from '../globs.ts'

/** `github` is the dialect of `on.push.paths` in a workflow. */
export const DIALECTS = ['minimatch', 'github'] as const
export type Dialect = (typeof DIALECTS)[number]

/** A compiled pattern for paths from the root of the repository. */
export type Glob = {
  readonly text: string
  matches(path: string): boolean
}

/** Compiles a pattern without its leading `!`. Throws a UserError with the reason as the second half of a sentence. */
export const compileGlob = (text: string, _dialect: Dialect): Glob => {
  const matches = compilePathGlob(text)
  return { text, matches: (path) => matches(path.split('/')) }
}

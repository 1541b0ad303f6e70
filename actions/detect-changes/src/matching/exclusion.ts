import type { Dialect } from './glob.ts'

/** Whether a pattern, as written, takes out of a list what it matches. */
export const isExcluding = (written: string, dialect: Dialect): boolean =>
  EXCLUSION[dialect].test(written)

/** `!(a|b)` is a group for minimatch; GitHub's dialect has no groups. */
const EXCLUSION: { readonly [dialect in Dialect]: RegExp } = {
  minimatch: /^!(?!\()/,
  github: /^!/,
}

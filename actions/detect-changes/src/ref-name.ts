/** What no name may hold, by https://git-scm.com/docs/git-check-ref-format; `-` and `+` have a meaning in front of one. */
const FORBIDDEN = /[\p{Cc}\p{Cs} ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^[-/.+]|[/.]$/u
const MAX_LENGTH = 1_000

/**
 * Whether a text can be the name of a branch or tag, so that it reads as no
 * option, no expression and no other path: safe to give to Git, as part of a
 * refspec too, and to GitHub's API.
 */
export const isRefName = (name: string): boolean =>
  name !== '' &&
  name !== '@' &&
  name !== 'HEAD' &&
  name.length <= MAX_LENGTH &&
  !FORBIDDEN.test(name)

/** The name in `refs/heads/<name>`, undefined for every other ref. */
export const branchOf = (ref: string): string | undefined => nameIn(ref, 'refs/heads/')

/** The name in `refs/tags/<name>`, undefined for every other ref. */
export const tagOf = (ref: string): string | undefined => nameIn(ref, 'refs/tags/')

const nameIn = (ref: string, folder: string): string | undefined => {
  const name = ref.startsWith(folder) ? ref.slice(folder.length) : ''
  return isRefName(name) ? name : undefined
}

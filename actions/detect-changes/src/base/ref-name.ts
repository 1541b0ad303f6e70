/** What git check-ref-format refuses, so that no name reads as an option or as a revision expression. */
const NOT_IN_REFS = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock$/u

/** Whether a text can be the name of a branch or tag: safe to give to Git and to the API. */
export const isRefName = (name: string): boolean =>
  name !== '' && name.length <= 1024 && name !== 'HEAD' && name !== '@' && !NOT_IN_REFS.test(name)

/** The name in `refs/heads/<name>`, undefined for every other ref. */
export const branchOf = (ref: string): string | undefined => nameIn(ref, 'refs/heads/')

/** The name in `refs/tags/<name>`, undefined for every other ref. */
export const tagOf = (ref: string): string | undefined => nameIn(ref, 'refs/tags/')

const nameIn = (ref: string, folder: string): string | undefined => {
  const name = ref.startsWith(folder) ? ref.slice(folder.length) : ''
  return isRefName(name) ? name : undefined
}

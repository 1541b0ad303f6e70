/** What Git forbids in names of branches and tags, and what an address would read otherwise (git-check-ref-format). */
const FORBIDDEN = /[\p{Cc}\p{Cs} ~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock$/u

/** Whether a text may be the name of a branch or tag. */
export const isRefName = (text: string): boolean =>
  text !== '' && text !== '@' && text.length <= 1_000 && !FORBIDDEN.test(text)

/**
 * Where a name may stand, in the words of GitHub's API and in the order of the
 * checkout's history: a branch before a tag.
 */
export const placesOf = (name: string): readonly string[] =>
  name.startsWith('refs/') ? [name.slice('refs/'.length)] : [`heads/${name}`, `tags/${name}`]

/** The name as GitHub compares it; undefined where only an id says what is meant. */
export const comparable = (name: string): string | undefined => {
  const branch = name.replace(/^refs\/heads\//, '')
  return branch.startsWith('refs/') ? undefined : branch
}

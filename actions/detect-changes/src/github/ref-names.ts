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

/** Where a name may stand in a checkout, the newest state first: the remote's branch, a local branch, a tag. */
export const localCandidates = (name: string): readonly string[] => {
  const branch = name.replace(/^refs\/heads\//, '')
  if (branch !== name) return [`refs/remotes/origin/${branch}`, name]
  // actions/checkout keeps the merge of a pull request as refs/remotes/pull/<number>/merge.
  if (name.startsWith('refs/')) return [name, name.replace(/^refs\//, 'refs/remotes/')]
  return [`refs/remotes/origin/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]
}

/** Where a name may stand on the remote: a branch before a tag. */
export const remoteCandidates = (name: string): readonly string[] =>
  name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`]

/** Fetched refs keep their places below this one, where nothing of them collides. */
export const FETCHED = 'refs/fetched'

/** `refs/heads/main` in the repository for what is fetched. */
export const fetchedRef = (ref: string): string => ref.replace(/^refs/, FETCHED)

/**
 * What to fetch for a name. A plain one may be a branch or a tag, and a refspec
 * without a pattern fails when there is none: `refs/h*` can only be `refs/heads`,
 * though `x/main` comes along with `main`.
 */
export const refspecs = (name: string): readonly string[] => {
  const places = name.startsWith('refs/') ? [name] : [`refs/h*/${name}`, `refs/t*/${name}`]
  return places.map((ref) => `+${ref}:${fetchedRef(ref)}`)
}

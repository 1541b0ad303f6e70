/** The id of a Git object: 40 hex digits in SHA-1 repositories, 64 in SHA-256 ones. */
export const isSha = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** The id that stands for "no commit" in push events. */
export const isZeros = (sha: string): boolean => isSha(sha) && /^0+$/.test(sha)

/** Of `tree 0 NUL`; written down because node:crypto takes longer to load than most runs take to decide. */
const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
}

/** The id of the tree without files, in the kind of repository that `sha` comes from. */
export const emptyTreeLike = (sha: string): string =>
  sha.length === 64 ? EMPTY_TREE.sha256 : EMPTY_TREE.sha1

import { createHash } from 'node:crypto'

/** The id of a Git object: 40 hex digits in SHA-1 repositories, 64 in SHA-256 ones. */
export const isSha = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** The id that stands for "no commit" in push events. */
export const isZeros = (sha: string): boolean => isSha(sha) && /^0+$/.test(sha)

/** The id of the tree without files, in the kind of repository that `sha` comes from. */
export const emptyTreeLike = (sha: string): string =>
  createHash(sha.length === 64 ? 'sha256' : 'sha1')
    .update('tree 0\0')
    .digest('hex')

/** Ids in sentences: enough digits to find a commit, few enough to read. */
export const short = (revision: string): string =>
  isSha(revision) ? revision.slice(0, 12) : revision

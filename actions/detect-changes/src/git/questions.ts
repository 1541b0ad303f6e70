import type { Environment } from '@ci-kit/core/event'
import type { Change } from '../change.ts'
import { type Found, isMissing } from '../found.ts'
import { isSha } from '../sha.ts'
import type { Git } from './git.ts'
import { parseNameStatus } from './name-status.ts'

/** diff-tree reads no user settings, and with names only no file contents. */
const DIFF = [
  'diff-tree',
  '-r',
  '-z',
  '--name-status',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none',
  '--end-of-options',
]

/** What differs between two ids of commits or trees in the repository that `env` names. One process. */
export const difference = async (
  git: Git,
  env: Environment,
  base: string,
  head: string,
): Promise<Found<readonly Change[]>> => {
  const output = await git({ args: [...DIFF, base, head], env })
  return isMissing(output) ? output : parseNameStatus(output.value)
}

/** The commits that ids name, and where the histories of the first two meet; '' when they do not. */
export type Meeting = { readonly commits: readonly string[]; readonly base: string }

/**
 * Where two histories meet, and the commits behind ids that may name tags, in
 * one process: `a...b` lists both ends and, after a ^, their merge bases.
 */
export const meeting = async (
  git: Git,
  env: Environment,
  ids: readonly string[],
): Promise<Found<Meeting>> => {
  const [a, b] = ids
  const ends = a === undefined || b === undefined ? [] : [`${a}...${b}`]
  const output = await git({
    args: ['rev-parse', ...ids.map((id) => `${id}^{commit}`), ...ends],
    env,
  })
  if (isMissing(output)) return output
  const lines = Buffer.from(output.value).toString().trim().split('\n')
  const commits = lines.slice(0, ids.length)
  if (commits.length < ids.length || !commits.every(isSha)) return ODD
  const base = lines.find((line) => line.startsWith('^'))?.slice(1) ?? ''
  return base === '' || isSha(base) ? { value: { commits, base } } : ODD
}

const ODD = { missing: 'git rev-parse answered with something that is no id' }

const A_TAG = 'the id to compare names a tag; give that of its commit'

/**
 * The merge base in an answer. The id of a tag is refused as head: whoever asks
 * could not see that base and head are the same commit.
 */
export const mergeBaseIn = (
  { commits, base }: Meeting,
  head: string,
  otherwise: string,
): Found<string> => {
  if (isSha(head) && commits[1] !== head) return { missing: A_TAG }
  return base === '' ? { missing: otherwise } : { value: base }
}

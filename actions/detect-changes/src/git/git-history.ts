import type { Change } from '../change.ts'
import { type Found, isMissing } from '../found.ts'
import type { History } from '../history.ts'
import { isSha } from '../sha.ts'
import type { Git } from './git.ts'
import { parseNameStatus } from './name-status.ts'
import { fetchCommits, type ServerLogin } from './scratch.ts'

/**
 * History from the checkout. A comparison of two ids takes one process, or
 * four with one fetch when a commit is missing; names and a merge base take one
 * more each and never meet a fetch. `temp` is for what is fetched, `login` for
 * checkouts without credentials of their own.
 */
export const gitHistory = (git: Git, temp: string, login: ServerLogin): History => ({
  commits: (revisions) => commits(git, revisions),
  mergeBase: (base, head) => mergeBase(git, base, head),
  changes: (base, head) => changes(git, temp, login, base, head),
  tags: async () => ({ missing: 'the tags of the checkout are not read' }),
})

const changes = async (
  git: Git,
  temp: string,
  login: ServerLogin,
  base: string,
  head: string,
): Promise<Found<readonly Change[]>> => {
  const here = await difference(git, base, head)
  if (!isMissing(here)) return here
  const fetched = await fetchCommits(git, temp, [base, head], login)
  if (isMissing(fetched)) return fetched
  try {
    return await difference(git, base, head, fetched.value.objects)
  } finally {
    fetched.value.remove()
  }
}

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

const difference = async (
  git: Git,
  base: string,
  head: string,
  objects?: string,
): Promise<Found<readonly Change[]>> => {
  // Quoted as Git's C strings are, so that a : in the path does not split it.
  const env = objects && { GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objects) }
  const output = await git({ args: [...DIFF, base, head], ...(env && { env }) })
  return isMissing(output) ? output : { value: parseNameStatus(output.value) }
}

const mergeBase = async (git: Git, base: string, head: string): Promise<Found<string>> => {
  const facts = await git({ args: ['rev-parse', '--is-shallow-repository', `${head}^{commit}`] })
  if (isMissing(facts)) return { missing: TOO_SHORT }
  const [isShallow, commit] = Buffer.from(facts.value).toString().split('\n')
  // Where history is cut, an older commit than the true one may look like the best.
  if (isShallow !== 'false') return { missing: TOO_SHORT }
  if (commit !== head) return { missing: 'the id to compare names a tag; give that of its commit' }
  const output = await git({ args: ['merge-base', '--end-of-options', base, head] })
  const sha = isMissing(output) ? '' : Buffer.from(output.value).toString().trim()
  if (isSha(sha)) return { value: sha }
  return { missing: TOO_SHORT }
}

const TOO_SHORT =
  "the checkout does not reach back to where base and head meet; give actions/checkout 'fetch-depth: 0'"

const commits = async (
  git: Git,
  revisions: readonly string[],
): Promise<Found<readonly string[]>> => {
  if (revisions.every(isSha)) return { value: revisions }
  const refs = revisions.filter((revision) => !isSha(revision)).flatMap(candidates)
  const output = await git({
    args: ['for-each-ref', `--format=%(refname)%00%(objectname)%00%(*objectname)`, ...refs],
  })
  if (isMissing(output)) return output
  const known = refIds(Buffer.from(output.value).toString())
  const ids: string[] = []
  for (const revision of revisions) {
    const id = isSha(revision)
      ? revision
      : candidates(revision)
          .map((ref) => known.get(ref))
          .find(Boolean)
    if (id === undefined) return { missing: NO_REF }
    ids.push(id)
  }
  return { value: ids }
}

const NO_REF =
  "the branch or tag to compare is not in the checkout; give actions/checkout 'fetch-depth: 0'"

/** Where a name may stand, the newest state first: the remote's branch, a local branch, a tag. */
const candidates = (name: string): readonly string[] => {
  const branch = name.replace(/^refs\/heads\//, '')
  if (branch !== name) return [`refs/remotes/origin/${branch}`, name]
  if (name.startsWith('refs/')) return [name, name.replace(/^refs\//, 'refs/remotes/')]
  return [`refs/remotes/origin/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]
}

/** Name to commit; an annotated tag stands for the commit it names. */
const refIds = (output: string): ReadonlyMap<string, string> =>
  new Map(
    output
      .split('\n')
      .map((line) => line.split('\0'))
      .map(([ref = '', id = '', tagged = '']) => [ref, tagged || id]),
  )

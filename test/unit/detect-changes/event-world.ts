import type { Change } from '@ci-kit/detect-changes/change'
import type { Found } from '@ci-kit/detect-changes/found'
import type { GitHubQuestions } from '@ci-kit/detect-changes/github-questions'
import type { History } from '@ci-kit/detect-changes/history'

/**
 * A small repository whose truth is known. `M` is the default branch, `F` a
 * branch from `M1`, `G` the same branch written anew, `Q` a merge group.
 */
const PARENT = { M0: '', M1: 'M0', M2: 'M1', M3: 'M2', F1: 'M1', F2: 'F1', G1: 'M1', Q: 'M2' }
export type Commit = keyof typeof PARENT
export const COMMITS: readonly Commit[] = ['M0', 'M1', 'M2', 'M3', 'F1', 'F2', 'G1', 'Q']

const isCommit = (name: string): name is Commit => Object.hasOwn(PARENT, name)

export const idOf = (commit: Commit): string => Buffer.from(commit.padEnd(20, '.')).toString('hex')
const BY_ID = new Map(COMMITS.map((commit) => [idOf(commit), commit]))

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const NAMES = new Map<string, Commit>([
  ['main', 'M3'],
  ['feature', 'F2'],
])
const TAGS = new Map<string, Commit>([
  ['v1.0.0', 'M0'],
  ['v1.1.0-rc.1', 'M1'],
  ['v1.1.0', 'M3'],
  ['v1', 'M3'],
  ['other-v1.0.9', 'M2'],
])

/** Path to content; a path without one does not exist. */
export type Tree = Readonly<Record<string, number | undefined>>

export type World = {
  readonly trees: Readonly<Record<Commit, Tree>>
  /** Commits that nobody can fetch any more. */
  readonly gone: readonly Commit[]
  /** Questions without an answer. */
  readonly broken: readonly string[]
  /** Commits with a successful run on their branch. */
  readonly successful: readonly Commit[]
  readonly deployed: Commit | undefined
}

/** From `commit` to the first one. */
export const lineOf = (commit: Commit): readonly Commit[] => {
  const parent = PARENT[commit]
  return isCommit(parent) ? [commit, ...lineOf(parent)] : [commit]
}

/** What truly differs; without a base, all files. */
export const difference = (
  { trees }: World,
  base: Commit | undefined,
  head: Commit,
): readonly Change[] => {
  const before: Tree = base === undefined ? {} : trees[base]
  const after = trees[head]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => before[path] !== after[path])
    .map((path) => ({
      path,
      status:
        before[path] === undefined ? 'added' : after[path] === undefined ? 'deleted' : 'modified',
    }))
}

export const forkOf = (a: Commit, b: Commit): Commit =>
  lineOf(b).find((one) => lineOf(a).includes(one)) ?? 'M0'

/** The newest successful commit below `head` on a branch. */
export const successBelow = (
  { successful }: World,
  head: Commit,
  branch: string,
): Commit | undefined =>
  lineOf(head).find((one) => successful.includes(one) && branchesOf(one).includes(branch))

/** The branches whose runs a commit can have. */
const branchesOf = (commit: Commit): readonly string[] =>
  commit.startsWith('M') ? ['main'] : commit === 'Q' ? ['queue'] : ['feature']

const answer = <T>({ broken }: World, question: string, value: T | undefined): Found<T> =>
  broken.includes(question) || value === undefined
    ? { missing: `no answer about ${question}` }
    : { value }

export const historyOf = (world: World): History => {
  const there = (revision: string): Commit | undefined => {
    const commit = NAMES.get(revision) ?? BY_ID.get(revision)
    return commit !== undefined && !world.gone.includes(commit) ? commit : undefined
  }
  return {
    commits: async (revisions) => {
      const found = revisions.flatMap((revision) => there(revision) ?? [])
      const ids = found.length === revisions.length ? found.map(idOf) : undefined
      return answer(world, 'commits', ids)
    },
    mergeBase: async (base, head) => {
      const [a, b] = [there(base), there(head)]
      return answer(world, 'mergeBase', a && b && idOf(forkOf(a, b)))
    },
    changes: async (base, head) => {
      const [from, to] = [there(base), there(head)]
      const isKnown = to !== undefined && (from !== undefined || base === EMPTY_TREE)
      return answer(world, 'changes', isKnown ? difference(world, from, to) : undefined)
    },
    tags: async () => {
      const tags = [...TAGS].map(([name, commit]) => ({ name, commit: idOf(commit) }))
      return answer(world, 'tags', tags)
    },
  }
}

/** Pull request #7 is `F2`. */
export const gitHubOf = (world: World): GitHubQuestions => ({
  pullRequest: async (number, head) => {
    const isThis = number === 7 && head === idOf('F2')
    return answer(world, 'pullRequest', isThis ? difference(world, 'M1', 'F2') : undefined)
  },
  lastSuccess: async ({ branch }, head) => {
    const commit = BY_ID.get(head)
    const success = commit && successBelow(world, commit, branch)
    return answer(world, 'lastSuccess', commit && (success === undefined ? '' : idOf(success)))
  },
  lastDeployed: async () => {
    const { deployed } = world
    return answer(world, 'lastDeployed', deployed === undefined ? '' : idOf(deployed))
  },
})

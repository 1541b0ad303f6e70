import { UserError } from '@ci-kit/core/errors'
import type { GitHubApi } from '@ci-kit/core/github'
import { type Entry, isFolder, readTree, type Tree } from './trees.ts'

/** A path that is no folder, as it is on either side; undefined where it is not. */
export type Difference = {
  readonly path: string
  readonly before: Entry | undefined
  readonly after: Entry | undefined
}

/** Two trees of the same place, undefined for one without files. */
type Pair = {
  /** '' or a path with `/` at its end. */
  readonly prefix: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** The rate limit of a job's token is 1,000 requests an hour for the whole repository. */
const MAX_REQUESTS = 200
/** Two requests each. */
const PAIRS_AT_ONCE = 4

const EMPTY: Tree = { entries: new Map(), isWhole: true }

/**
 * All that differs between two trees or commits, by ids; undefined for the
 * empty tree. Two requests, one for each side; where GitHub cuts a list, the
 * folders in it are compared one by one, and only those whose ids differ.
 * Throws a UserError for what cannot be read, or not with a bearable number of requests.
 */
export const treeDifferences = async (
  api: GitHubApi,
  before: string | undefined,
  after: string | undefined,
): Promise<readonly Difference[]> => {
  const counted = countingRequests(api)
  const differences: Difference[] = []
  const pairs: Pair[] = [{ prefix: '', before, after }]
  while (pairs.length > 0) {
    const round = await Promise.all(
      pairs.splice(0, PAIRS_AT_ONCE).map((pair) => compared(counted, pair)),
    )
    for (const { leaves, folders } of round) {
      for (const leaf of leaves) differences.push(leaf)
      for (const folder of folders) pairs.push(folder)
    }
  }
  return differences
}

const countingRequests = (api: GitHubApi): GitHubApi => {
  let count = 0
  return {
    get: async (question) => {
      count += 1
      if (count > MAX_REQUESTS) {
        throw new UserError(
          `GitHub cuts the list of the files of this repository, and comparing its folders one by one takes more than ${MAX_REQUESTS} requests.`,
        )
      }
      return api.get(question)
    },
  }
}

type Compared = { readonly leaves: readonly Difference[]; readonly folders: readonly Pair[] }

const compared = async (api: GitHubApi, { prefix, ...pair }: Pair): Promise<Compared> => {
  const [before, after] = await Promise.all([
    treeOf(api, pair.before, true),
    treeOf(api, pair.after, true),
  ])
  if (before.isWhole && after.isWhole) {
    return { leaves: leavesOf(differences(prefix, before, after)), folders: [] }
  }
  const [top, topAfter] = await Promise.all([
    topOf(api, pair.before, before),
    topOf(api, pair.after, after),
  ])
  const differing = differences(prefix, top, topAfter)
  return { leaves: leavesOf(differing), folders: foldersOf(differing) }
}

const treeOf = async (api: GitHubApi, id: string | undefined, recursive: boolean): Promise<Tree> =>
  id === undefined ? EMPTY : readTree(api, id, recursive)

/** The entries of the tree itself, without those of its folders. */
const topOf = async (api: GitHubApi, id: string | undefined, tree: Tree): Promise<Tree> => {
  if (tree.isWhole) {
    return { ...tree, entries: new Map([...tree.entries].filter(([path]) => !path.includes('/'))) }
  }
  const top = await treeOf(api, id, false)
  if (!top.isWhole) {
    throw new UserError('GitHub cuts the list of the files of a single folder of this repository.')
  }
  return top
}

/** What differs, folders among it: they differ when anything in them does. */
const differences = (prefix: string, before: Tree, after: Tree): readonly Difference[] => {
  const changed = [...before.entries.values()]
    .map((entry) => ({ path: entry.path, before: entry, after: after.entries.get(entry.path) }))
    .filter(
      (pair) => !isSame(pair.before, pair.after) || isDoubtful(prefix, pair.path, before, after),
    )
  const added = [...after.entries.values()]
    .filter(({ path }) => !before.entries.has(path))
    .map((entry) => ({ path: entry.path, before: undefined, after: entry }))
  return [...changed, ...added].map((pair) => ({ ...pair, path: `${prefix}${pair.path}` }))
}

const isSame = (one: Entry | undefined, other: Entry | undefined): boolean =>
  one !== undefined && one.sha === other?.sha && one.mode === other.mode

/**
 * In JSON, bytes that are not UTF-8 have become U+FFFD: two names that differ
 * may look the same. Only the id of the last folder without such a name tells.
 */
const isDoubtful = (prefix: string, path: string, before: Tree, after: Tree): boolean => {
  if (prefix.includes('\ufffd')) return true
  const first = path.indexOf('\ufffd')
  if (first === -1) return false
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/', first)))
  return !isSame(before.entries.get(folder), after.entries.get(folder))
}

/** A folder on one side has its files in other paths. */
const leavesOf = (differing: readonly Difference[]): readonly Difference[] =>
  differing
    .map(({ path, before, after }) => ({
      path,
      before: unlessFolder(before),
      after: unlessFolder(after),
    }))
    .filter(({ before, after }) => before !== undefined || after !== undefined)

const unlessFolder = (entry: Entry | undefined): Entry | undefined =>
  isFolder(entry) ? undefined : entry

const foldersOf = (differing: readonly Difference[]): readonly Pair[] =>
  differing
    .map(({ path, before, after }) => ({
      prefix: `${path}/`,
      before: isFolder(before) ? before?.sha : undefined,
      after: isFolder(after) ? after?.sha : undefined,
    }))
    .filter(({ before, after }) => before !== undefined || after !== undefined)

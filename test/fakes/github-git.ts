import { execFileSync } from 'node:child_process'
import { json, paged, type Reply, type Route } from './github-reply.ts'

/** A repository to serve, and where GitHub cuts its lists. */
export type ServedRepository = {
  /** The folder of a real Git repository. */
  readonly folder: string
  /** The most entries of a recursive list; GitHub's is 100,000. */
  readonly treeLimit?: number
  /** The most entries of one folder. */
  readonly folderLimit?: number
}

/** Commits, trees, files and tags, as Git itself knows them. */
export const gitRoutes = (repository: ServedRepository | undefined): readonly Route[] =>
  repository === undefined ? [] : routesOf(repository, gitIn(repository.folder))

const routesOf = (repository: ServedRepository, git: Git): readonly Route[] => [
  {
    pattern: /^git\/trees\/([^/]+)$/,
    permission: 'contents',
    handle: ([id = ''], url) => tree(repository, git, id, url.searchParams.has('recursive')),
  },
  {
    pattern: /^git\/blobs\/([^/]+)$/,
    permission: 'contents',
    handle: ([id = '']) => {
      const bytes = git('cat-file', 'blob', id)
      return bytes && json({ encoding: 'base64', content: lines(bytes.toString('base64')) })
    },
  },
  {
    pattern: /^commits\/([^/]+)$/,
    permission: 'contents',
    handle: ([name = '']) => {
      const id = commitOf(git, name)
      if (id === undefined) return json({ message: `No commit found for SHA: ${name}` }, 422)
      return { status: 200, body: id, headers: { 'content-type': SHA_TYPE } }
    },
  },
  {
    pattern: /^compare\/([^/]+)\.\.\.([^/]+)$/,
    permission: 'contents',
    handle: ([base = '', head = '']) => compare(git, base, head),
  },
  { pattern: /^tags$/, permission: 'contents', handle: (_groups, url) => tags(git, url) },
]

const SHA_TYPE = 'application/vnd.github.sha; charset=utf-8'

type Git = (...args: readonly string[]) => Buffer | undefined

/** Undefined where Git fails. */
const gitIn =
  (folder: string): Git =>
  (...args) => {
    try {
      return execFileSync('git', ['-C', folder, ...args], {
        env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' },
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 64 * 1024 * 1024,
      })
    } catch {
      return undefined
    }
  }

const tree = (
  { treeLimit = 100_000, folderLimit = 100_000 }: ServedRepository,
  git: Git,
  id: string,
  recursive: boolean,
): Reply | undefined => {
  const output = git('ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), id)
  if (output === undefined) return undefined
  const entries = output.toString().split('\0').slice(0, -1).map(entryOf)
  const limit = recursive ? treeLimit : folderLimit
  return json({ sha: id, tree: entries.slice(0, limit), truncated: entries.length > limit })
}

/** `mode type sha size TAB path`; only files have a size. */
const entryOf = (line: string): unknown => {
  const [facts = '', ...path] = line.split('\t')
  const [mode, type, sha, size] = facts.split(/ +/)
  return { path: path.join('\t'), mode, type, sha, ...(size !== '-' && { size: Number(size) }) }
}

/** GitHub breaks base64 into lines. */
const lines = (base64: string): string => base64.replace(/.{60}/g, '$&\n')

/** Ids, branches, tags, in GitHub's notations. */
const commitOf = (git: Git, name: string): string | undefined => {
  const isId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(name)
  const places = isId ? [name] : [`refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]
  for (const place of places) {
    const id = git('rev-parse', '--verify', '--quiet', `${place}^{commit}`)
    if (id !== undefined) return id.toString().trim()
  }
  return undefined
}

const compare = (git: Git, base: string, head: string): Reply | undefined => {
  const from = commitOf(git, base)
  const to = from && commitOf(git, head)
  if (from === undefined || to === undefined) return undefined
  const mergeBase = git('merge-base', from, to)?.toString().trim()
  if (mergeBase === undefined) {
    return json({ message: `No common ancestor between ${base} and ${head}.` }, 404)
  }
  const ahead = mergeBase !== to
  const behind = mergeBase !== from
  const status = ahead ? (behind ? 'diverged' : 'ahead') : behind ? 'behind' : 'identical'
  return json({ status, merge_base_commit: { sha: mergeBase }, commits: [] })
}

const tags = (git: Git, url: URL): Reply | undefined => {
  const format = '--format=%(refname:lstrip=2) %(objectname) %(*objectname)'
  const output = git('for-each-ref', format, 'refs/tags')
  const listed = output?.toString().split('\n').slice(0, -1) ?? []
  const entries = listed.map((line) => {
    const [name, sha, tagged] = line.split(' ')
    return { name, commit: { sha: tagged || sha } }
  })
  return paged(url, entries)
}

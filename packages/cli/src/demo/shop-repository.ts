import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import type { Exec } from '@ci-kit/core/exec'
import { run } from './tool-run.ts'

/** A commit with what a push event tells about it. */
export type Commit = {
  readonly sha: string
  /** The commit before it; 40 zeros for the first one, as GitHub writes it. */
  readonly before: string
  readonly message: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly modified: readonly string[]
}

/** A throw-away git repository with a copy of the example. */
export type ShopRepository = {
  readonly folder: string
  /** Replaces the first text by the second in a file; throws when it is not there. */
  replace(file: string, from: string, to: string): void
  append(file: string, text: string): void
  commit(message: string): Promise<Commit>
  /** The last commit; throws {@link UserError} before the first one. */
  head(): Commit
}

const NOTHING = '0'.repeat(40)

/** No configuration of this machine takes part: no hooks, no signing, no identity. */
const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Shop',
  GIT_AUTHOR_EMAIL: 'shop@localhost',
  GIT_COMMITTER_NAME: 'Shop',
  GIT_COMMITTER_EMAIL: 'shop@localhost',
}

const LEFTOVERS = /(^|\/)(node_modules|__pycache__|out)(\/|$)/

/** Copies the example into a folder that does not exist yet, and makes it a repository. */
export const shopRepository = async (
  exec: Exec,
  example: string,
  folder: string,
): Promise<ShopRepository> => {
  const filter = (path: string) => !LEFTOVERS.test(path.slice(example.length))
  cpSync(example, folder, { recursive: true, filter })
  const env = { PATH: process.env.PATH, HOME: folder, ...GIT_ENVIRONMENT }
  const git = (...args: string[]) => run(exec, 'git', args, { cwd: folder, env })
  await git('init', '--quiet', '--initial-branch=main')
  let before = NOTHING
  let last: Commit | undefined
  return {
    folder,
    replace: (file, from, to) => replaceIn(join(folder, file), from, to),
    append: (file, text) => appendFileSync(join(folder, file), text),
    commit: async (message) => {
      await git('add', '--all')
      await git('commit', '--quiet', '--message', message)
      const sha = await git('rev-parse', 'HEAD')
      const show = ['show', '--format=', '--name-status', '--no-renames', '-z', sha]
      const commit = { sha, before, message, ...changes(await git(...show)) }
      before = sha
      last = commit
      return commit
    },
    head: () => {
      if (last) return last
      throw new UserError('The repository of the demo has no commit yet.')
    },
  }
}

const replaceIn = (path: string, from: string, to: string): void => {
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new UserError(`The demo expects '${from}' in ${path}.`)
  writeFileSync(path, text.replace(from, to))
}

/** Reads `git show --name-status -z`: status NUL path NUL. */
const changes = (output: string): Pick<Commit, 'added' | 'removed' | 'modified'> => {
  const parts = output.split('\0')
  const paths = (wanted: string): string[] =>
    parts.flatMap((part, at) => (at % 2 === 1 && parts[at - 1]?.trim() === wanted ? [part] : []))
  return { added: paths('A'), removed: paths('D'), modified: paths('M') }
}

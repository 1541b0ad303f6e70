import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@ci-kit/tooling/paths'
import { makeRelease } from '@ci-kit/tooling/release/make'
import { releasable } from '../unit/tooling/release-samples.ts'
import { tempFolder, write } from '../unit/tooling/temp-folder.ts'

export type Git = (...args: string[]) => string

/** git in a folder, without the settings of the machine; its answer without line end. */
export const gitIn =
  (cwd: string): Git =>
  (...args) =>
    execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    }).trimEnd()

export const commitAll = (git: Git, message: string): void => {
  git('add', '--all', '--force')
  git('commit', '--quiet', '--allow-empty', '--message', message)
}

/** Makes a folder a repository on main with one commit, in which nothing is signed. */
export const asRepository = (root: string): { root: string; git: Git } => {
  const git = gitIn(root)
  git('init', '--quiet', '--template=', '--initial-branch=main')
  const settings = ['user.name=T', 'user.email=t@localhost', 'user.signingKey=']
  for (const setting of [...settings, 'tag.gpgSign=false', 'commit.gpgSign=false'])
    git('config', ...(setting.split(/=(.*)/s).slice(0, 2) as [string, string]))
  commitAll(git, 'feat(words): the first one')
  return { root, git }
}

/** Two actions that only say what they lack. */
export const smallRepository = (more: Record<string, string> = {}) =>
  asRepository(tempFolder({ ...releasable, ...more }))

/** What this repository releases, and some of what it does not, as it is in the work tree. */
export const ownRepository = () => {
  const root = tempFolder({ 'packages/x/src/secret.ts': '', '.gitignore': 'lib/\n' })
  const skipped = /\/(?:src|lib|node_modules)$/
  for (const name of ['.github', 'actions', 'dist', 'docs', 'examples', ...documents()])
    if (existsSync(join(repositoryRoot, name)))
      cpSync(join(repositoryRoot, name), join(root, name), {
        recursive: true,
        filter: (from) => !skipped.test(from),
      })
  return asRepository(root)
}

const documents = () =>
  readdirSync(repositoryRoot).filter((name) => name.endsWith('.md') || name === 'LICENSE')

type Options = { dryRun?: boolean; push?: boolean; version?: string; out?: string }

/** A release of a repository whose bundles match, unless a test says otherwise. */
export const released = (root: string, options: Options = {}, complaints: string[] = []) =>
  makeRelease(
    root,
    { kind: 'make', dryRun: false, push: false, ...options },
    { node: process.execPath, bundleComplaints: async () => complaints },
  )

/** What must stay as it was when a release fails. */
export const traces = (git: Git) => ({
  refs: git('for-each-ref'),
  status: git('status', '--porcelain', '--ignored'),
  index: git('ls-files', '--stage'),
  head: git('rev-parse', '--symbolic-full-name', 'HEAD'),
})

export { write }

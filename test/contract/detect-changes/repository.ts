import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import type { Change } from '@ci-kit/detect-changes/change'
import { type Found, isMissing } from '@ci-kit/detect-changes/found'
import { findCheckout } from '@ci-kit/detect-changes/git/checkout'
import { git } from '@ci-kit/detect-changes/git/git'
import { gitHistories } from '@ci-kit/detect-changes/git/git-history'
import type { ServerLogin } from '@ci-kit/detect-changes/git/login'
import { histories } from '@ci-kit/detect-changes/histories'
import type { History } from '@ci-kit/detect-changes/history'

/** Git without the settings of whoever runs the tests. */
const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
}

/** A folder for everything of one test. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'ci-kit-detect-'))

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })

/** Runs git as a person would; answers its output. */
export const inGit = (folder: string, ...args: string[]): string =>
  execFileSync(
    'git',
    [
      '-C',
      folder,
      '-c',
      'user.name=T',
      '-c',
      'user.email=t@example.org',
      '-c',
      'protocol.file.allow=always',
      ...args,
    ],
    {
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
    .toString()
    .trim()

/** A new repository with a branch main, which lets others fetch any commit of it, as GitHub does. */
export const repository = (parent: string, ...options: string[]): string => {
  const folder = join(parent, 'origin')
  mkdirSync(folder)
  inGit(folder, 'init', '--quiet', '--initial-branch=main', ...options)
  inGit(folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  inGit(folder, 'config', 'uploadpack.allowFilter', 'true')
  return folder
}

/** Writes files, null to delete, and commits all; answers the commit. */
export const commit = (folder: string, files: Readonly<Record<string, string | null>>): string => {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    if (text === null) rmSync(file)
    else writeFileSync(file, text)
  }
  inGit(folder, 'add', '--all')
  inGit(folder, 'commit', '--quiet', '--allow-empty', '--message', 'change')
  return inGit(folder, 'rev-parse', 'HEAD')
}

/** A clone as actions/checkout makes it: `depth` 0 for the whole history. */
export const checkout = (parent: string, origin: string, depth = 1): string => {
  const folder = join(parent, `checkout-${depth}`)
  const shallow = depth === 0 ? [] : [`--depth=${depth}`]
  inGit(parent, 'clone', '--quiet', '--no-tags', ...shallow, `file://${origin}`, folder)
  return folder
}

/** Every entry below a folder with the bytes of files and the targets of links. */
export const footprint = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name)
      if (entry.isSymbolicLink()) return [path, readlinkSync(path)]
      return [path, entry.isFile() ? readFileSync(path).toString('base64') : 'folder']
    }),
  )

export type Observed = History & {
  readonly calls: string[]
  readonly details: string[]
  readonly local: History
  close(): void
}

/** The history of a checkout by real processes, with the commands that it runs. */
export const historyOf = (
  folder: string,
  temp: string,
  env: Environment = {},
  login: ServerLogin = { token: '', serverUrl: '' },
): Observed => {
  const calls: string[] = []
  const details: string[] = []
  const run = childProcesses(new AbortController().signal)
  const exec: Exec = (program, args, options) => {
    calls.push(args.find((arg) => /^[a-z][a-z-]+$/.test(arg)) ?? '')
    return run(program, args, options)
  }
  const observed = git(exec, folder, { ...ENVIRONMENT, ...env }, (text) => void details.push(text))
  const sources = gitHistories(observed, findCheckout(folder), temp, login)
  return { ...histories(sources), calls, details, ...sources }
}

/** The answer of `changes` as `status path` lines in order, or the reason for none. */
export const sorted = (answer: Found<readonly Change[]>): readonly string[] =>
  isMissing(answer)
    ? [answer.missing]
    : answer.value.map(({ status, path }) => `${status} ${path}`).toSorted()

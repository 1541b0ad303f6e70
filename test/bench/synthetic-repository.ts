import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Folders `area0`, `area1`, … with the same number of files each, and a few files at the root. */
export type Shape = {
  readonly areas: number
  readonly filesPerArea: number
  readonly rootFiles: number
  /** Files that the last commit changes, spread over all areas. */
  readonly changes: number
}

/** 52 files, of which a push changes 6. */
export const SMALL: Shape = { areas: 5, filesPerArea: 10, rootFiles: 2, changes: 6 }
/** 50,010 files, of which a push changes 5,000. */
export const LARGE: Shape = { areas: 500, filesPerArea: 100, rootFiles: 10, changes: 5_000 }

/** A checkout of the newest of two commits. */
export type SyntheticCheckout = {
  readonly folder: string
  readonly before: string
  readonly after: string
  /** Takes back what a program has fetched into it. */
  reset(): void
}

/** A repository of that shape, checked out with its history and with the last commit alone. */
export const syntheticCheckouts = (
  parent: string,
  shape: Shape,
): { readonly full: SyntheticCheckout; readonly shallow: SyntheticCheckout } => {
  const origin = join(parent, 'origin')
  mkdirSync(origin, { recursive: true })
  git(origin, ['init', '--quiet', '--bare', '--initial-branch=main'])
  for (const name of ['uploadpack.allowAnySHA1InWant', 'uploadpack.allowFilter']) {
    git(origin, ['config', name, 'true'])
  }
  git(origin, ['fast-import', '--quiet'], history(shape))
  const [after = '', before = ''] = git(origin, ['rev-list', 'main']).split('\n')
  const cloned = (name: string, ...options: string[]): SyntheticCheckout => {
    const folder = join(parent, name)
    git(parent, ['clone', '--quiet', ...options, `file://${origin}`, folder])
    cpSync(join(folder, '.git'), `${folder}.git`, { recursive: true })
    return { folder, before, after, reset: () => restore(folder) }
  }
  return { full: cloned('full'), shallow: cloned('shallow', '--depth=1') }
}

const restore = (folder: string): void => {
  rmSync(join(folder, '.git'), { recursive: true })
  cpSync(`${folder}.git`, join(folder, '.git'), { recursive: true })
}

const git = (folder: string, args: readonly string[], input = ''): string =>
  execFileSync('git', ['-C', folder, ...args], {
    input,
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
    maxBuffer: 1024 ** 3,
  })
    .toString()
    .trim()

/** A stream for git fast-import; see its manual for the format. */
const history = ({ areas, filesPerArea, rootFiles, changes }: Shape): string => {
  const inAreas = Array.from({ length: areas * filesPerArea }, (_, index) => path(index, areas))
  const atRoot = Array.from({ length: rootFiles }, (_, index) => `root${index}.txt`)
  return [
    ...commit('first', [...inAreas, ...atRoot], 'one'),
    ...commit('second', inAreas.slice(0, changes), 'two'),
    '',
  ].join('\n')
}

const path = (index: number, areas: number): string => {
  const serial = Math.floor(index / areas)
  return `area${index % areas}/src/part${serial % 5}/file${serial}.ts`
}

const commit = (message: string, paths: readonly string[], text: string): readonly string[] => [
  'commit refs/heads/main',
  'committer Bench <bench@example.org> 1700000000 +0000',
  ...data(message),
  ...paths.flatMap((each) => [`M 100644 inline ${each}`, ...data(`${text} ${each}\n`)]),
]

const data = (text: string): readonly string[] => [`data ${Buffer.byteLength(text)}`, text]

import { join } from 'node:path'
import type { CacheEntry } from './cache-entry.ts'

/** Caches in a folder of the runner, one folder for each scope of an image. Absolute paths. */
export type LocalCache = {
  readonly folder: string
  /** Best first; not all of them need to be there. */
  readonly read: readonly string[]
  readonly write: LocalWrite | undefined
}

/**
 * A cache is written to a place of its own, which then takes that of the old
 * one: BuildKit only ever adds to a folder (82 MB were 322 MB after four exports).
 */
export type LocalWrite = {
  readonly place: string
  readonly staged: string
  /** Where the old one is on its way out. */
  readonly replaced: string
}

type Wanted = {
  readonly folder: string
  /** Tags, which are names of files as well. */
  readonly read: readonly string[]
  readonly write: string | undefined
  /** Of this run alone. */
  readonly run: string
}

/** Folders that begin so are no caches. */
export const STAGED = '.new-'
export const REPLACED = '.old-'
/** No tag and no run has it in its name. */
const OF_RUN = '~'

/** Staged beside its place, because only within one file system is a rename atomic. */
export const localCache = ({ folder, read, write, run }: Wanted): LocalCache => ({
  folder,
  read: read.map((tag) => join(folder, tag)),
  write:
    write === undefined
      ? undefined
      : {
          place: join(folder, write),
          staged: join(folder, `${STAGED}${write}${OF_RUN}${run}`),
          replaced: join(folder, `${REPLACED}${write}${OF_RUN}${run}`),
        },
})

/** The tag whose cache was on its way out under this name. */
export const replacedTag = (name: string): string | undefined =>
  name.startsWith(REPLACED) ? name.slice(REPLACED.length).split(OF_RUN)[0] : undefined

const entry = (...from: [name: string, value: string][]): CacheEntry => ({
  attributes: new Map([['type', 'local'], ...from]),
  origin: 'local-cache',
})

export const localImports = (local: LocalCache | undefined): readonly CacheEntry[] =>
  (local?.read ?? []).map((src) => entry(['src', src]))

export const localExport = (local: LocalCache | undefined, mode: string): readonly CacheEntry[] =>
  local?.write === undefined
    ? []
    : [entry(['dest', local.write.staged], ['mode', mode], ['ignore-error', 'true'])]

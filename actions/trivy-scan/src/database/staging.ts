import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '@ci-kit/core/adapters/make-folder'
import { systemCode } from '@ci-kit/core/errors'
import type { DatabaseKind } from './kind.ts'

/** Where the published form of a database is while it is fetched and unpacked. */
export type Staging = {
  /** An empty folder for an OCI layout. */
  readonly layout: string
  /**
   * Whether it is at the path that the cache knows: the cache of GitHub Actions
   * finds only what was saved from the very path it is restored to. Another
   * step that works at the same time has that path to itself.
   */
  readonly isCacheable: boolean
}

/** Nobody works with one database for longer; the runner has died. */
const ABANDONED_MS = 60 * 60_000

/** Runs `work` with a folder of its own and removes it afterwards. `now` is in milliseconds since the epoch. */
export const withStaging = async <T>(
  cacheDir: string,
  kind: DatabaseKind,
  now: number,
  work: (staging: Staging) => Promise<T>,
): Promise<T> => {
  await makeFolder(cacheDir)
  const known = join(cacheDir, `${kind.folder}-artifact`)
  const isCacheable = await claimed(known, now)
  const folder = isCacheable ? known : await mkdtemp(`${known}-`)
  try {
    return await work({ layout: join(folder, 'layout'), isCacheable })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Only one of many can make a folder. */
const claimed = async (folder: string, now: number): Promise<boolean> => {
  const isOurs = await made(folder)
  if (isOurs) return true
  const found = await stat(folder).catch((thrown: unknown) => {
    if (systemCode(thrown) !== 'ENOENT') throw thrown
  })
  if (found !== undefined && now - found.mtimeMs < ABANDONED_MS) return false
  await rm(folder, { recursive: true, force: true })
  return made(folder)
}

const made = async (folder: string): Promise<boolean> => {
  try {
    await mkdir(folder)
    return true
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown
    return false
  }
}

import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '@ci-kit/core/adapters/make-folder'
import { systemCode } from '@ci-kit/core/errors'
import { objectAt, stringAt } from '@ci-kit/core/json'
import { type Digest, isDigest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import { checkedFiles } from './checked-files.ts'
import { DatabaseFault } from './fault.ts'
import type { DatabaseKind } from './kind.ts'
import type { Metadata } from './metadata.ts'

/** Where a database came from. */
export type Origin = {
  /** Two databases with one identity are the same: the digest of the manifest, or what tells local files apart. */
  readonly identity: string
  readonly manifestDigest: Digest | ''
  readonly repository: string
}

export type Installed = Origin & Metadata

/** Written last, so that only a whole database has one. */
const ORIGIN_FILE = 'origin.json'

/**
 * The database that an earlier step has put into the cache directory, with its
 * files as that step left them. Undefined when there is none, or when anything
 * about it is not as it should be: it is then made again.
 */
export const installed = async (
  cacheDir: string,
  kind: DatabaseKind,
): Promise<Installed | undefined> => {
  const folder = join(cacheDir, kind.folder)
  try {
    const record = parseObject(await readFile(join(folder, ORIGIN_FILE)))
    const identity = stringAt(record, 'identity')
    const repository = stringAt(record, 'repository')
    if (!identity || !repository) return undefined
    const files = objectAt(record, 'files')
    for (const [name, state] of Object.entries(await fileStates(folder, kind)))
      if (stringAt(files, name) !== state) return undefined
    const digest = stringAt(record, 'manifestDigest') ?? ''
    const manifestDigest = isDigest(digest) ? digest : ''
    return { identity, repository, manifestDigest, ...(await checkedFiles(folder, kind)) }
  } catch (thrown) {
    if (thrown instanceof DatabaseFault) return undefined
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '')) return undefined
    throw thrown
  }
}

/**
 * Makes a database in a folder of its own by `fill`, checks it, and puts it in
 * the place of the one before. Whoever reads meanwhile finds one of the two as
 * a whole. Throws {@link DatabaseFault} when what was made is no database.
 */
export const install = async (
  cacheDir: string,
  kind: DatabaseKind,
  origin: Origin,
  fill: (folder: string) => Promise<void>,
): Promise<Installed> => {
  await makeFolder(cacheDir)
  const folder = await mkdtemp(join(cacheDir, `${kind.folder}-new-`))
  try {
    await fill(folder)
    const metadata = await checkedFiles(folder, kind)
    const files = await fileStates(folder, kind)
    await writeFile(join(folder, ORIGIN_FILE), JSON.stringify({ ...origin, files }))
    await putInPlace(folder, join(cacheDir, kind.folder))
    return { ...origin, ...metadata }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const fileStates = async (
  folder: string,
  kind: DatabaseKind,
): Promise<Readonly<Record<string, string>>> => {
  const states = [kind.file, 'metadata.json'].map(async (name) => {
    const { size, mtimeMs } = await stat(join(folder, name))
    return [name, `${size} bytes at ${mtimeMs}`] as const
  })
  return Object.fromEntries(await Promise.all(states))
}

/** Other steps may be doing the same. */
const ATTEMPTS = 10

/** A folder takes the place of another only when that one is away. */
const putInPlace = async (fresh: string, place: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === ATTEMPTS
    if (await renamed(fresh, place, isLast ? [] : ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM']))
      return
    const old = `${fresh}-replaces-${attempt}`
    await renamed(place, old, ['ENOENT'])
    await rm(old, { recursive: true, force: true })
  }
}

const renamed = async (from: string, to: string, unless: readonly string[]): Promise<boolean> => {
  try {
    await rename(from, to)
    return true
  } catch (thrown) {
    if (!unless.includes(systemCode(thrown) ?? '')) throw thrown
    return false
  }
}

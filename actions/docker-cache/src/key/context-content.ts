import { hash } from 'node:crypto'
import { type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { messageOf, systemCode } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { ContextReach } from '../dockerfile/context-reach.ts'
import type { IgnoreRules, Verdict } from './dockerignore.ts'
import { type Doubt, isDoubt } from './doubt.ts'
import { type FileHash, type FileHashes, fileHasher, permissions } from './file-hash.ts'
import { keySum } from './serialisation.ts'

/** All that `COPY . /` would see of a context folder, as hashes. */
export type ContextContent = {
  /** Of everything: 64 hex digits. */
  readonly digest: string
  /** By the path of each file and symbolic link: its mode in octal or `link`, a colon, 16 hex digits of its hash. */
  readonly files: ReadonlyMap<string, string>
  /** The latest change of a file or folder in it, in ms since 1970; no part of the digest. */
  readonly changedMs: number
}

export type Look = {
  /** What is used of the folder; all of it when left out. */
  readonly reach?: ContextReach | undefined
  /** Of an earlier look: only files that have changed since are read again. */
  readonly hashes?: FileHashes
}

/** More than any context that is worth a skip: a walk of a few seconds. */
const MOST_ENTRIES = 500_000

/** For how many milliseconds other work may have to wait. */
const SLICE_MS = 5

/**
 * Hashes what BuildKit would send of a folder: paths, kinds, permissions, file
 * contents, link targets, hard links and empty folders, no times and no owners (BuildKit
 * sets them to 0). Git is not asked: its two answers take longer than hashing
 * 500 files and 60 % of hashing 20,000, and an object id stands for a file in
 * the work tree only where no filter or line-ending rule applies. Extended
 * attributes are not seen. Whatever cannot be read for certain is a doubt.
 */
export const contextContent = async (
  folder: string,
  rules: IgnoreRules,
  { reach, hashes = new Map() }: Look = {},
): Promise<ContextContent | Doubt> => {
  if (process.platform === 'win32') return { doubt: 'permissions are not known on Windows' }
  const walk: Walk = {
    folder,
    rules,
    reach,
    hashOf: fileHasher(hashes),
    pause: pauses(),
    sum: keySum(),
    files: new Map(),
    names: new Map(),
    changed: { ms: 0 },
  }
  try {
    if (reach === undefined) noteChange(walk, lstatSync(folder).ctimeMs)
    const doubt = await visit(walk, '', undefined)
    if (doubt) return doubt
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === undefined) throw thrown
    return { doubt: `the context could not be read: ${visible(messageOf(thrown), 300)}` }
  }
  return { digest: walk.sum.digest(), files: walk.files, changedMs: walk.changed.ms }
}

const noteChange = ({ changed }: Walk, ms: number): void => {
  changed.ms = Math.max(changed.ms, ms)
}

type Walk = {
  readonly folder: string
  readonly rules: IgnoreRules
  readonly reach: ContextReach | undefined
  readonly hashOf: ReturnType<typeof fileHasher>
  readonly pause: () => Promise<void> | undefined
  /** In the order of the walk, which follows from the names alone. */
  readonly sum: ReturnType<typeof keySum>
  readonly files: Map<string, string>
  /** The first path of each file that has several names. */
  readonly names: Map<string, string>
  readonly changed: { ms: number }
}

const visit = async (
  walk: Walk,
  path: string,
  parent: Verdict | undefined,
): Promise<Doubt | undefined> => {
  const found = readdirSync(`${walk.folder}/${path}`, { withFileTypes: true })
  for (const entry of found.sort(byName)) {
    if (isGarbled(entry.name)) return { doubt: `the name ${visible(entry.name)} is no UTF-8 text` }
    const inner = path === '' ? entry.name : `${path}/${entry.name}`
    if (!isReached(walk, inner, entry)) continue
    const verdict = walk.rules.verdict(inner, parent)
    const doubt = entry.isDirectory()
      ? await visitFolder(walk, inner, verdict)
      : verdict.ignored
        ? undefined
        : await addFile(walk, inner, entry)
    if (doubt) return doubt
    await walk.pause()
  }
  return undefined
}

/** A folder above what is copied is gone through; a link in its place may lead anywhere. */
const isReached = ({ reach }: Walk, path: string, entry: Dirent): boolean => {
  if (reach === undefined || reach.takes(path)) return true
  return entry.isFile() ? false : reach.enters(path)
}

/** An ignored folder counts as soon as an exception keeps something in it. */
const visitFolder = async (
  walk: Walk,
  path: string,
  verdict: Verdict,
): Promise<Doubt | undefined> => {
  if (verdict.ignored && walk.rules.closed(path)) return undefined
  if (!verdict.ignored && /(^|\/)\.git$/.test(path))
    return {
      doubt: `the context holds ${visible(path)}, which is different in every checkout. Add '**/.git' to .dockerignore`,
    }
  const before = walk.sum.count()
  const doubt = await visit(walk, path, verdict)
  if (doubt) return doubt
  if (verdict.ignored && walk.sum.count() === before) return undefined
  // A folder on the way to what is copied is not copied itself.
  if (walk.reach?.takes(path) === false) return undefined
  const stats = lstatSync(`${walk.folder}/${path}`)
  noteChange(walk, stats.ctimeMs)
  return add(walk, path, ['folder', modeOf(stats)])
}

const addFile = async (walk: Walk, path: string, entry: Dirent): Promise<Doubt | undefined> => {
  const place = `${walk.folder}/${path}`
  if (entry.isSymbolicLink()) {
    if (walk.reach?.follows(path))
      return { doubt: `${visible(path)} is a link that a COPY follows` }
    const target = readlinkSync(place)
    if (isGarbled(target)) return { doubt: `the target of ${visible(path)} is no UTF-8 text` }
    return add(walk, path, ['link', target], `link:${short(hash('sha256', target))}`)
  }
  if (!entry.isFile()) return { doubt: `${visible(path)} is neither file, folder nor link` }
  const hashed = await walk.hashOf(place)
  if (isDoubt(hashed)) return { doubt: `${visible(path)} ${hashed.doubt}` }
  noteChange(walk, hashed.changedMs)
  const mode = modeOf(hashed)
  const what = ['file', mode, hashed.hash, ...otherName(walk, path, hashed)]
  return add(walk, path, what, `${mode}:${short(hashed.hash)}`)
}

/** The first name of a file that was met before: BuildKit sends a hard link, and `COPY` of a folder keeps it. */
const otherName = ({ names }: Walk, path: string, { inode }: FileHash): readonly string[] => {
  if (inode === undefined) return []
  const first = names.get(inode)
  if (first === undefined) names.set(inode, path)
  return first === undefined ? [] : [first]
}

const add = (
  walk: Walk,
  path: string,
  what: readonly string[],
  shown?: string,
): Doubt | undefined => {
  if (walk.sum.count() === MOST_ENTRIES)
    return { doubt: `the context holds more than ${MOST_ENTRIES} files` }
  walk.sum.add([path, ...what])
  if (shown !== undefined) walk.files.set(path, shown)
  return undefined
}

const modeOf = (of: { readonly mode: number }): string => permissions(of).toString(8)

const short = (hex: string): string => hex.slice(0, 16)

/** What is no UTF-8 reads the same for different bytes. */
const isGarbled = (text: string): boolean => text.includes('\ufffd')

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1)

/** Lets requests that are under way go on, as often as they should. */
const pauses = () => {
  let until = performance.now() + SLICE_MS
  return () => {
    if (performance.now() < until) return undefined
    return setImmediate().then(() => {
      until = performance.now() + SLICE_MS
    })
  }
}

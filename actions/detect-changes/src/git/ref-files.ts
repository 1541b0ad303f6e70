import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isSha } from '../sha.ts'
import { readSmallFile } from './small-file.ts'

/** Refs of a repository by its files, without a process. */
export type RefFiles = {
  /** Whether they are kept in files at all; a repository with `reftable` keeps them elsewhere. */
  readonly readable: boolean
  /** The id of a commit or tag by the full name of its ref. */
  id(ref: string): string | undefined
}

const MAX_PACKED = 16 * 1024 * 1024

/** refs/remotes/origin/HEAD names another ref; more than a few in a row are a circle. */
const MAX_LINKS = 5

/** A file of its own wins over `packed-refs`: https://git-scm.com/docs/gitrepository-layout */
export const refFiles = (commonDir: string): RefFiles => {
  let packed: ReadonlyMap<string, string> | undefined
  const id = (ref: string, links = MAX_LINKS): string | undefined => {
    const loose = readSmallFile(join(commonDir, ref))?.trim()
    const link = /^ref: (refs\/.+)$/.exec(loose ?? '')?.[1]
    if (link !== undefined && links > 0) return id(link, links - 1)
    if (loose !== undefined) return isSha(loose) ? loose : undefined
    packed ??= packedRefs(readSmallFile(join(commonDir, 'packed-refs'), MAX_PACKED) ?? '')
    return packed.get(ref)
  }
  return { readable: !existsSync(join(commonDir, 'reftable')), id: (ref) => id(ref) }
}

/** `id SP name` in each line; lines with # are comments, ^id is what the tag above names. */
const packedRefs = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split('\n')
      .map((line): [string, string] => {
        const at = line.indexOf(' ')
        return [line.slice(at + 1), line.slice(0, Math.max(0, at))]
      })
      .filter(([, id]) => isSha(id)),
  )

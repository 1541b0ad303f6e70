import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { bundleName, MOST_ARCHIVE_BYTES } from '../asset.ts'
import type { ArchiveCache, CacheKey } from '../installation.ts'

/** Beside the `trivy` of other actions, whose entries hold programs. */
const TOOL = 'trivy-archive'

/**
 * The runner's tool cache, by @actions/tool-cache, which is loaded only when
 * it is asked. It holds archives and not programs, because their digests are
 * known before anything is read from the cache. Without RUNNER_TOOL_CACHE
 * nothing is found or kept.
 */
export const toolCache = (env: Environment): ArchiveCache => {
  const root = env.RUNNER_TOOL_CACHE
  if (!root) return NOTHING_KEPT
  return {
    read: async (key) => {
      const { find } = await import('@actions/tool-cache')
      const folder = find(TOOL, key.asset.version, entry(key))
      if (folder === '') return undefined
      const path = join(folder, key.asset.name)
      return {
        path,
        archive: await contentOf(path),
        bundle:
          key.digest === undefined
            ? await contentOf(join(folder, bundleName(key.asset)))
            : undefined,
      }
    },
    store: async (key, folder) => {
      const { cacheDir } = await import('@actions/tool-cache')
      await cacheDir(folder, TOOL, key.asset.version, entry(key))
    },
    remove: async (key) => {
      const folder = join(root, TOOL, key.asset.version, entry(key))
      await rm(`${folder}.complete`, { force: true })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The architecture in the layout of the cache, and which archive it is: `Linux-64bit-<digest>`. */
const entry = ({ asset, digest }: CacheKey): string =>
  `${asset.platform}-${digest === undefined ? 'signed' : digest.replace('sha256:', '')}`

/** Every job of the runner may write here, so a file can be anything. */
const contentOf = async (path: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  try {
    const { size } = await stat(path)
    return size > 0 && size <= MOST_ARCHIVE_BYTES ? await readFile(path) : undefined
  } catch (thrown) {
    if (['ENOENT', 'EISDIR', 'EACCES', 'ELOOP'].includes(systemCode(thrown) ?? '')) return undefined
    throw thrown
  }
}

const NOTHING_KEPT: ArchiveCache = {
  read: async () => undefined,
  store: async () => {},
  remove: async () => {},
}

import { messageOf } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import { visible } from '@ci-kit/core/log'
import type { ArtifactCache } from '../artifact-cache.ts'

/** A part of a file that takes longer is given up, and the database is downloaded instead. Milliseconds. */
const SEGMENT_MS = 60_000

/**
 * The cache of GitHub Actions. GitHub itself keeps apart what different
 * branches and pull requests save, and gives runs that it does not trust
 * a token that cannot write (`CacheWriteDeniedError`), so nothing is decided
 * here about who may save. The library is loaded at the first call.
 */
export const actionsCache = (log: Pick<Log, 'debug' | 'notice'>): ArtifactCache => {
  const attempt = async <T>(
    verb: string,
    work: (library: typeof import('@actions/cache')) => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      const library = await import('@actions/cache')
      if (library.isFeatureAvailable()) return await work(library)
      log.debug('There is no cache of GitHub Actions here.')
    } catch (thrown) {
      log.notice(`A database could not be ${verb}: ${visible(messageOf(thrown), 300)}`)
    }
    return undefined
  }
  return {
    restore: (key, prefixes, paths) =>
      attempt('taken from the cache', ({ restoreCache }) =>
        restoreCache([...paths], key, [...prefixes], { segmentTimeoutInMs: SEGMENT_MS }),
      ),
    save: async (key, paths) => {
      await attempt('saved in the cache', ({ saveCache }) => saveCache([...paths], key))
    },
  }
}

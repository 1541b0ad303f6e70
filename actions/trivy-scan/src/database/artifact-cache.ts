/**
 * A store that outlives the job, such as the cache of GitHub Actions. It may
 * lose or change what it holds, and it may not work at all: neither call ever
 * rejects, and nothing that comes out of it is trusted.
 */
export type ArtifactCache = {
  /**
   * Brings back the files that were saved under `key`, or else under the newest
   * key that starts with one of `prefixes`, to the same `paths`. Answers the key
   * that was found, undefined for none.
   */
  restore(
    key: string,
    prefixes: readonly string[],
    paths: readonly string[],
  ): Promise<string | undefined>
  /** Saves files once; a key that exists stays as it is. */
  save(key: string, paths: readonly string[]): Promise<void>
}

import type { MakingSettings } from '../image/making.ts'
import type { Inputs } from '../inputs.ts'

/** How images are made. */
export const makingSettings = ({ skip, maxAgeMs, retries, cache }: Inputs): MakingSettings => ({
  skip,
  maxAgeMs,
  mounts: { keep: cache.mounts, write: cache.write, maxBytes: cache.mountsMaxBytes },
  localMaxBytes: cache.localMaxBytes,
  build: { retries, cacheTimeoutMs: cache.exportTimeoutMs },
})

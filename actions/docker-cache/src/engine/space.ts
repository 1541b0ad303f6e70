import { bytes } from '@ci-kit/core/amounts'
import type { Log } from '@ci-kit/core/log'

export type SpaceLimits = {
  /** Bytes that have to be free before a build; 0 to not look at all. */
  readonly minFree: number
  /** Whether large folders of tools may be removed from a machine of GitHub's own. */
  readonly removeTools: boolean
}

/** What is known of the builder's disk. */
export type BuilderPlace = {
  readonly driver: string
  /** A builder without a container has no cache to prune. */
  readonly isNew: boolean
}

export type SpacePorts = {
  /** Free bytes of the disk that a path is on, or would be on; undefined when nobody knows. */
  freeBytes(path: string): Promise<number | undefined>
  /** Removes build cache until `minFree` bytes are free; answers what went wrong. */
  prune(minFree: number): Promise<string | undefined>
  /** Starts to remove the folders of tools of this machine; answers which, at once. */
  removeTools(): readonly string[]
  readonly log: Pick<Log, 'info' | 'warning'>
}

/** The drivers whose builders keep their data on the disk of Docker. */
const IN_DOCKER = ['docker', 'docker-container']
const DOCKER_DATA = '/var/lib/docker'

/**
 * Looks at the disk before a build, and frees space only where there is too
 * little: looking takes microseconds, pruning minutes. A full disk is a
 * warning here; the build may do with what there is. `temp` stands for the
 * disk of a builder that is elsewhere, where nothing can be pruned for it.
 */
export const ensureSpace = async (
  { minFree, removeTools }: SpaceLimits,
  { driver, isNew }: BuilderPlace,
  temp: string,
  { freeBytes, prune, removeTools: startRemoval, log }: SpacePorts,
): Promise<void> => {
  const isHere = IN_DOCKER.includes(driver)
  const place = isHere ? DOCKER_DATA : temp
  const before = minFree > 0 ? await freeBytes(place) : undefined
  if (minFree > 0 && (before === undefined || before >= minFree)) return
  const removed = removeTools ? startRemoval() : []
  if (removed.length > 0) log.info(`Removed in the background: ${removed.join(', ')}.`)
  if (before === undefined) return
  const wanted = `${bytes(before)} are free at ${place}, less than the ${bytes(minFree)} of input 'min-free-space'`
  if (!isHere || isNew) return log.warning(`${wanted}. ${ADVICE}`)
  const problem = await prune(minFree)
  const after = (await freeBytes(place)) ?? before
  const freed = `build cache was removed, ${bytes(after)} are free now`
  if (after >= minFree) return log.info(`${wanted}: ${freed}.`)
  log.warning(`${wanted}: ${problem ?? freed}. ${ADVICE}`)
}

const ADVICE =
  "Set 'free-disk-space: true' on a machine of GitHub's own, or use a runner with a larger disk."

import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import { csvLine } from '../../csv.ts'
import type { CarriedMount } from './carried-mount.ts'
import { failureText, stepExitCode } from './failure-text.ts'
import { mountArguments, savedTag } from './mount-arguments.ts'
import { EMPTY, saveDockerfile, TOO_BIG } from './mount-dockerfiles.ts'
import type { MountPlace, MountPorts } from './mount-ports.ts'

const SAVE_MS = 300_000
/** Each compresses with all it has. */
const AT_ONCE = 2

/**
 * Saves the mounts of the RUN instructions that were run, given by their
 * lines: what came from the cache has changed no mount. Nothing is saved where
 * the event writes no cache. Answers the ids of the mounts that were saved.
 * Failures are one warning, and never fail a build.
 */
export const saveMounts = async (
  mounts: readonly CarriedMount[],
  place: MountPlace,
  { ran, maxBytes }: { readonly ran: ReadonlySet<number>; readonly maxBytes: number },
  ports: MountPorts,
  timeoutMs = SAVE_MS,
): Promise<readonly string[]> => {
  const { write } = place.scopes
  if (write === undefined) return []
  const waiting = mounts.filter(({ lines }) => lines.some((line) => ran.has(line)))
  const saved: string[] = []
  const failures: string[] = []
  await inParallel(waiting, AT_ONCE, async (mount) => {
    const failure = await save(
      mount,
      savedTag(write, mount, place),
      place,
      maxBytes,
      ports,
      timeoutMs,
    )
    if (failure === undefined) saved.push(mount.id)
    else if (failure !== '') failures.push(`${visible(mount.id)}: ${failure}`)
  })
  if (failures.length > 0)
    ports.log.warning(
      `The content of cache mounts could not be saved: ${failures.join('; ')}. The image is not affected.`,
    )
  return saved
}

/** Undefined when it was saved, '' when there was nothing to save or too much of it. */
const save = async (
  mount: CarriedMount,
  tag: string,
  place: MountPlace,
  maxBytes: number,
  { builds, log }: MountPorts,
  timeoutMs: number,
): Promise<string | undefined> => {
  const args = [
    ...mountArguments([mount], place),
    `--build-arg=CI_KIT_LIMIT_KIB=${Math.floor(maxBytes / 1024)}`,
    `--output=${csvLine([`name=${place.repository}:${tag}`, ...OUTPUT])}`,
  ]
  const solved = await builds.solve(args, saveDockerfile(mount), timeoutMs)
  if (solved.exitCode === 0) {
    log.info(`Saved the cache mount ${visible(mount.id)} as ${tag}.`)
    return undefined
  }
  const code = stepExitCode(solved)
  if (code === EMPTY) log.info(`The cache mount ${visible(mount.id)} is empty.`)
  if (code === TOO_BIG)
    log.notice(
      `The cache mount ${visible(mount.id)} is not saved: it holds more than ${Math.floor(maxBytes / 1024 / 1024)} MiB. Set 'cache-mounts-max-size' to save it, or clean it up in the RUN instruction.`,
    )
  return code === EMPTY || code === TOO_BIG ? '' : failureText(solved, timeoutMs)
}

/** Read by BuildKit alone, so it may be packed in what is quickest. */
const OUTPUT = [
  'type=image',
  'push=true',
  'store=false',
  'unpack=false',
  'oci-mediatypes=true',
  'compression=zstd',
]

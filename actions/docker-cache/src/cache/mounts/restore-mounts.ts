import { visible } from '@ci-kit/core/log'
import type { CarriedMount } from './carried-mount.ts'
import { failureText } from './failure-text.ts'
import { mountArguments, savedTag } from './mount-arguments.ts'
import { restoreDockerfile, restoredOf } from './mount-dockerfiles.ts'
import type { MountPlace, MountPorts, SavedMounts } from './mount-ports.ts'

/** Two minutes bring 2 GB from a registry near by; what takes longer is slower than to build. */
const RESTORE_MS = 120_000

type Found = { readonly mount: CarriedMount; readonly tag: string; readonly digest: string }

/**
 * Brings saved mounts in before the build, where a RUN that has them is
 * expected to run: `predicted` are the lines that will not come from the
 * cache; undefined when that is not known. A mount that holds something on
 * this builder is left as it is. Answers the ids of the mounts that were
 * filled. Any failure is one warning, and the build goes on.
 */
export const restoreMounts = async (
  mounts: readonly CarriedMount[],
  place: MountPlace,
  predicted: ReadonlySet<number> | undefined,
  { builds, log, saved }: MountPorts & { readonly saved: SavedMounts },
  timeoutMs = RESTORE_MS,
): Promise<readonly string[]> => {
  const wanted = mounts.filter(({ lines }) => !predicted || lines.some((at) => predicted.has(at)))
  const looked = await Promise.all(wanted.map((mount) => best(mount, place, saved)))
  const found = looked.filter((one) => one !== undefined)
  for (const [index, mount] of wanted.entries())
    if (!looked[index]) log.info(`No saved content of the cache mount ${visible(mount.id)} yet.`)
  if (found.length === 0) return []
  const dockerfile = restoreDockerfile(found.map(({ mount }) => mount))
  const solved = await builds.solve(restoreArguments(found, place), dockerfile, timeoutMs)
  if (solved.exitCode !== 0)
    log.warning(
      `The content of cache mounts could not be brought in: ${failureText(solved, timeoutMs)}. The build goes on with what this builder has.`,
    )
  return reported(restoredOf(solved.text), found, log)
}

/** Nothing of the small build is kept but what its steps did to the mounts. */
const restoreArguments = (found: readonly Found[], place: MountPlace): string[] => [
  ...mountArguments(
    found.map(({ mount }) => mount),
    place,
  ),
  ...found.map(
    ({ digest }, index) =>
      `--build-context=saved${index}=docker-image://${place.repository}@${digest}`,
  ),
  '--output=type=cacheonly',
]

const reported = (
  indexes: readonly number[],
  found: readonly Found[],
  { info }: MountPorts['log'],
) =>
  indexes.flatMap((index) => {
    const one = found[index]
    if (!one) return []
    info(`Brought in the cache mount ${visible(one.mount.id)} from ${one.tag}.`)
    return [one.mount.id]
  })

/** Of all scopes that may be read the first that has saved the mount; they are asked at once. */
const best = async (
  mount: CarriedMount,
  place: MountPlace,
  saved: SavedMounts,
): Promise<Found | undefined> => {
  const tags = place.scopes.read.map((scope) => savedTag(scope, mount, place))
  const digests = await Promise.all(tags.map(saved.digestOf))
  const index = digests.findIndex((digest) => digest !== undefined)
  const [tag, digest] = [tags[index], digests[index]]
  return tag === undefined || digest === undefined ? undefined : { mount, tag, digest }
}

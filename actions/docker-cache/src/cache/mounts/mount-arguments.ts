import { mountTag } from '../cache-tags.ts'
import { platformSuffix } from '../platform-suffix.ts'
import { type CarriedMount, mountIdentity } from './carried-mount.ts'
import type { MountPlace } from './mount-ports.ts'

/** What holds the content of a mount that a scope has saved. */
export const savedTag = (
  scope: string,
  mount: CarriedMount,
  { platforms, namespace = '' }: MountPlace,
): string => {
  const apart = [namespace, platformSuffix(platforms)].filter((part) => part !== '')
  return mountTag(scope, [mountIdentity(mount), ...apart].join('\0'))
}

/** The arguments that {@link restoreDockerfile} and {@link saveDockerfile} share. */
export const mountArguments = (
  mounts: readonly CarriedMount[],
  { platforms, namespace, run }: MountPlace,
): string[] => [
  ...mounts.flatMap(({ id, image }, index) => [
    `--build-context=base${index}=docker-image://${image}`,
    `--build-arg=CI_KIT_MOUNT_ID_${index}=${id}`,
  ]),
  // A step that was run once would not be run again.
  `--build-arg=CI_KIT_RUN=${run}`,
  ...(namespace === undefined ? [] : [`--build-arg=BUILDKIT_CACHE_MOUNT_NS=${namespace}`]),
  ...(platforms.length === 1 ? [`--platform=${platforms[0]}`] : []),
]

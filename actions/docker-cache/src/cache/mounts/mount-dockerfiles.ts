import type { CarriedMount } from './carried-mount.ts'

/*
 * Nothing of a mount is written into these Dockerfiles but numbers and words of
 * ours: its id comes as a build argument, which BuildKit puts in its place
 * after it has cut the mount into fields, and images are named contexts.
 */

/** Exit codes of the step that saves; a shell ends with others. */
export const TOO_BIG = 77
export const EMPTY = 78

/** What the steps print about the n-th mount, for {@link restoredOf}. */
const RESTORED = 'ci-kit-mount-restored'

/** Names of this kind in a mount are content that is being brought in. */
const STAGED = '.ci-kit-restoring-'

const GLOBS = (folder: string): string => `${folder}* ${folder}.[!.]* ${folder}..?*`

/**
 * Fills a mount that is empty. Content becomes visible entry by entry with a
 * rename, so a file is never half there. What another job has brought in
 * meanwhile is as good, hence the failing `mv` that counts for nothing.
 */
const RESTORE_SCRIPT = `set -eu
: > /ci-kit-done
cd /ci-kit-mount
for entry in ${GLOBS('')}; do
  case "$entry" in ${STAGED}*) continue ;; esac
  if [ -e "$entry" ] || [ -L "$entry" ]; then exit 0; fi
done
staged="${STAGED}$CI_KIT_RUN"
mkdir "$staged"
cp -a /ci-kit-saved/. "$staged/"
for entry in ${GLOBS('"$staged"/')}; do
  if [ -e "$entry" ] || [ -L "$entry" ]; then mv "$entry" . || :; fi
done
rm -rf "$staged"
echo "${RESTORED} $1"`

const SAVE_SCRIPT = `set -eu
set -- $(du -sk /ci-kit-mount)
if [ "$1" -gt "$CI_KIT_LIMIT_KIB" ]; then exit ${TOO_BIG}; fi
mkdir /ci-kit-saved
cp -a /ci-kit-mount/. /ci-kit-saved/
rm -rf /ci-kit-saved/${STAGED}*
if [ -z "$(ls -A /ci-kit-saved)" ]; then exit ${EMPTY}; fi`

/** One stage a mount, which BuildKit runs at the same time. */
export const restoreDockerfile = (mounts: readonly CarriedMount[]): string =>
  [
    ...mounts.flatMap((mount, index) => [
      ...stage(mount, index, 'CI_KIT_RUN'),
      run(mount, index, RESTORE_SCRIPT, [
        `--mount=type=bind,from=saved${index},target=/ci-kit-saved`,
      ]),
    ]),
    'FROM scratch',
    ...mounts.map((_, index) => `COPY --from=mount${index} /ci-kit-done /done${index}`),
    '',
  ].join('\n')

/** An image with the content of one mount as its only layer. */
export const saveDockerfile = (mount: CarriedMount): string =>
  [
    ...stage(mount, 0, 'CI_KIT_RUN', 'CI_KIT_LIMIT_KIB'),
    run(mount, 0, SAVE_SCRIPT, []),
    'FROM scratch',
    'COPY --from=mount0 /ci-kit-saved/ /',
    '',
  ].join('\n')

/** Names of our own, because a variable of the base image would hide an argument of its name. */
const stage = ({ onBuildPlatform }: CarriedMount, index: number, ...args: string[]): string[] => [
  `FROM ${onBuildPlatform ? '--platform=$BUILDPLATFORM ' : ''}base${index} AS mount${index}`,
  'USER 0',
  ...[`CI_KIT_MOUNT_ID_${index}`, ...args].map((name) => `ARG ${name}`),
]

const run = (
  { sharing, mode, uid, gid }: CarriedMount,
  index: number,
  script: string,
  mounts: readonly string[],
): string => {
  const fields = Object.entries({ mode, uid, gid }).flatMap(([name, value]) =>
    value === undefined ? [] : [`,${name}=${value}`],
  )
  const cache = `--mount=type=cache,id=\${CI_KIT_MOUNT_ID_${index}},target=/ci-kit-mount,sharing=${sharing}${fields.join('')}`
  const command = JSON.stringify(['/bin/sh', '-c', `${script}\n`, 'sh', String(index)])
  return ['RUN --network=none', cache, ...mounts, command].join(' ')
}

/** The indexes of the mounts that were filled, from the plain output of the build. */
export const restoredOf = (text: string): readonly number[] => [
  ...new Set(
    [...text.matchAll(new RegExp(`^#\\d+ [\\d.]+ ${RESTORED} (\\d+)$`, 'gm'))].map(([, index]) =>
      Number(index),
    ),
  ),
]

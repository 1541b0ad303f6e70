import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import { once } from '@ci-kit/core/once'
import { embeddedRoots, staleness } from './embedded-roots.ts'
import { INSTANCES, type Instance, type InstanceName } from './instance.ts'
import type { NamedRoot, RootSource } from './root-source.ts'
import type { TufOptions, TufRepository } from './tuf-root.ts'

/**
 * When to fetch a newer root than the embedded one:
 * - `auto`: when the embedded one is past its validity or more than six months
 *   old, or when something is refused for want of trust material
 * - `always`: at once
 * - `never`
 */
export type Refresh = 'auto' | 'always' | 'never'

/** An instance with the TUF repository that hands out its newest root. */
export type RefreshableInstance = Instance & { repository(): Promise<TufRepository> }

const REFRESHABLE: Readonly<Record<InstanceName, RefreshableInstance>> = {
  public: {
    ...INSTANCES.public,
    repository: async () => (await import('./tuf-root.ts')).PUBLIC_REPOSITORY,
  },
  github: {
    ...INSTANCES.github,
    repository: async () => {
      const { GITHUB_TUF_ROOT } = await import('./embedded/github-tuf-root.ts')
      return { url: 'https://tuf-repo.github.com', root: GITHUB_TUF_ROOT }
    },
  },
}

export type InstanceRootOptions = TufOptions & {
  readonly which: InstanceName | RefreshableInstance
  readonly refresh: Refresh
  readonly log: Pick<Log, 'notice'>
  readonly now?: Date
}

/**
 * The trusted root of a known Sigstore: the embedded one, which needs no
 * network, or the one that its TUF repository has. A refresh that fails leaves
 * the embedded one, and is told; it never makes anything accepted.
 */
export const instanceRoots = ({
  which,
  refresh,
  log,
  now = new Date(),
  ...options
}: InstanceRootOptions): RootSource => {
  const instance = typeof which === 'string' ? REFRESHABLE[which] : which
  const embedded = embeddedRoots(instance, log, now)
  if (refresh === 'never') return embedded
  const fetched = once(() => fetchedRoots(instance, log, options))
  return {
    current: async () => {
      if (refresh === 'always' || staleness(await instance.embedded(), now) !== undefined) {
        const newer = await fetched()
        if (newer.length > 0) return newer
      }
      return embedded.current()
    },
    newer: fetched,
  }
}

const fetchedRoots = async (
  { name, repository }: RefreshableInstance,
  log: InstanceRootOptions['log'],
  options: TufOptions,
): Promise<readonly NamedRoot[]> => {
  try {
    const [{ tufRoot }, { openTrustedRoot }] = await Promise.all([
      import('./tuf-root.ts'),
      import('./trusted-root.ts'),
    ])
    const root = await tufRoot(await repository(), options)
    openTrustedRoot(root)
    return [{ name, root }]
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    log.notice(
      `The embedded trusted root of ${name} is used, a newer one cannot be had. ${messageOf(thrown)}`,
    )
    return []
  }
}

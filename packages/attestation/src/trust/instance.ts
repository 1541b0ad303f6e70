import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** A trusted root in the code, and the day on which it was the newest. */
export type EmbeddedRoot = { readonly root: Json; readonly asOf: string }

/** A Sigstore of which the trusted root is in the code. */
export type Instance = {
  /** For people. */
  readonly name: string
  embedded(): Promise<EmbeddedRoot>
}

export type InstanceName = 'public' | 'github'

export const INSTANCES: Readonly<Record<InstanceName, Instance>> = {
  public: {
    name: 'sigstore public',
    embedded: async () => {
      const { PUBLIC_ROOT, PUBLIC_AS_OF } = await import('./embedded/public-root.ts')
      return { root: PUBLIC_ROOT, asOf: PUBLIC_AS_OF }
    },
  },
  github: {
    name: 'GitHub',
    embedded: async () => {
      const { GITHUB_ROOT, GITHUB_AS_OF } = await import('./embedded/github-root.ts')
      return { root: GITHUB_ROOT, asOf: GITHUB_AS_OF }
    },
  },
}

/**
 * The instances that sign for the repositories of a GitHub server, by its
 * address. GitHub's own signs for those on github.com that are not public.
 * Throws {@link UserError} for tenants of GHE.com: each has an instance of its
 * own, the root of which only the tenant can hand out.
 */
export const instancesOf = (serverUrl: string): readonly InstanceName[] => {
  const host = URL.canParse(serverUrl) ? new URL(serverUrl).hostname : ''
  if (/(^|\.)ghe\.com$/.test(host))
    throw new UserError(
      `${visible(host, 100)} signs with a Sigstore of its own, of which no keys are in here. Set trusted-root to a file with what "gh attestation trusted-root --hostname ${visible(host, 100)}" prints.`,
    )
  return host === 'github.com' ? ['public', 'github'] : ['public']
}

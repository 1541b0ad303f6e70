import type { Credential } from '@ci-kit/oci/credentials'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { type RegistryOptions, registryClient } from '@ci-kit/oci/registry'
import type { RegistryServer } from './registry-server.ts'

export const USER = { username: 'me', password: 'pa$$word-0' } as const
export const BASIC: Credential = { kind: 'basic', ...USER }

/** A clock whose sleeps are noted and take no time. */
export const skippingClock = () => {
  let time = 0
  const waits: number[] = []
  return {
    waits,
    advance: (milliseconds: number) => {
      time += milliseconds
    },
    elapsed: () => time,
    now: () => time,
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds)
      time += milliseconds
    },
  }
}

/** A repository of a fake registry through the real client, with waits skipped. */
export const repositoryAt = (
  server: Pick<RegistryServer, 'host'>,
  options: Partial<RegistryOptions> = {},
  name = 'org/app',
) =>
  registryClient({
    host: server.host,
    clock: skippingClock(),
    random: () => 0.5,
    ...options,
  }).repository(name)

/** A small image manifest; the annotation makes it unlike others. */
export const imageManifest = (note = 'x', more: Record<string, unknown> = {}) => ({
  mediaType: OCI_MANIFEST,
  bytes: Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: EMPTY_DIGEST, size: 2 },
      layers: [],
      annotations: { note },
      ...more,
    }),
  ),
})

const EMPTY_DIGEST = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'

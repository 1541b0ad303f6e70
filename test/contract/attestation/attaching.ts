import { attachBundles } from '@ci-kit/attestation/attach/attach-bundles'
import { discoverBundles } from '@ci-kit/attestation/discover/discover'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { referrersTag } from '@ci-kit/oci/referrers'
import { afterEach, beforeEach } from '@jest/globals'
import { repositoryAt, skippingClock } from '../../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'

export const SUBJECT = {
  mediaType: OCI_MANIFEST,
  digest: digestOf(Buffer.from('app')),
  size: 7,
} as const

export const TAG = referrersTag(SUBJECT.digest)

/** An entry that another client has written into the index under the tag. */
export const FOREIGN = {
  mediaType: OCI_MANIFEST,
  digest: digestOf(Buffer.from('foreign')),
  size: 12,
  // What GHCR writes there.
  artifactType: 'application/vnd.oci.empty.v1+json',
  annotations: { 'org.example': 'kept' },
  urls: ['https://example.com/'],
}

/** A registry without referrers API for each test, and bundles attached in it. Call it at the top of a file of tests. */
export const attaching = () => {
  let server: RegistryServer
  let clock: ReturnType<typeof skippingClock>
  beforeEach(async () => {
    server = await registryServer({ referrersApi: false })
    clock = skippingClock()
  })
  afterEach(() => server.close())
  return {
    server: () => server,
    clock: () => clock,
    attach: (...notes: readonly string[]) => {
      const attachments = notes.map((note) => ({
        bundle: Buffer.from(JSON.stringify({ note })),
        predicateType: 'https://example.com/one',
      }))
      const options = { clock, random: () => 0.5, log: { debug: () => undefined } }
      return attachBundles(repositoryAt(server, { clock }), SUBJECT, attachments, options)
    },
    found: async () => {
      const { attachments } = await discoverBundles(repositoryAt(server), SUBJECT.digest)
      return attachments.map(({ bundle }) => Buffer.from(bundle).toString())
    },
    hold: (document: unknown, mediaType = OCI_INDEX) => {
      const bytes = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
      server.store.addManifest('org/app', TAG, { mediaType, bytes })
    },
    indexWrites: () =>
      server.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(TAG)).length,
  }
}

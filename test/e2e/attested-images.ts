import { type FakeIdentity, fakeSigstore } from '@ci-kit/local-sigstore/sigstore'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { type RegistryServer, registryServer } from '../fakes/registry-server.ts'
import { attachBundle } from '../fakes/sigstore-attached.ts'

/** Images in a registry of their own, and a Sigstore of their own that signs for them. */
export type AttestedImages = {
  readonly registry: RegistryServer
  /** For the input `trusted-root`, as JSON. */
  readonly trustedRoot: string
  /**
   * Pushes an image into `org/<name>` under a tag, with a provenance signed by `by`
   * where that is given. Answers the reference by digest.
   */
  push(name: string, tag: string, by?: FakeIdentity): Promise<string>
}

/** Opens a registry with nothing in it for `story`, and closes it. */
export const withAttestedImages = async (
  story: (images: AttestedImages) => Promise<void>,
): Promise<void> => {
  const [registry, sigstore] = await Promise.all([registryServer(), fakeSigstore()])
  const { store, host } = registry
  let made = 0
  const push: AttestedImages['push'] = async (name, tag, by) => {
    made += 1
    const repository = `org/${name}`
    const content = { os: 'linux', architecture: 'amd64', author: String(made) }
    const config = Buffer.from(JSON.stringify(content))
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: store.addBlob(repository, config),
        size: config.length,
      },
      layers: [],
    }
    const bytes = Buffer.from(JSON.stringify(manifest))
    const digest = store.addManifest(repository, tag, { mediaType: OCI_MANIFEST, bytes })
    if (by !== undefined) {
      const predicateType = 'https://slsa.dev/provenance/v1'
      const statement = { subject: [digest], predicateType, predicate: {} }
      const place = { store, repository, subject: digest }
      attachBundle(place, await sigstore.signStatement(statement, by), { predicateType })
    }
    return `${host}/${repository}@${digest}`
  }
  try {
    await story({ registry, trustedRoot: JSON.stringify(sigstore.trustedRoot()), push })
  } finally {
    await registry.close()
  }
}

/** Lets through what the release workflow of `org/app` has signed. */
export const POLICY = 'signer-workflow: org/app/.github/workflows/release.yml@refs/heads/main'

import { digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { type Artifact, artifactOf, json } from '../../../fakes/oci-artifact.ts'
import type { RegistryServer } from '../../../fakes/registry-server.ts'

/** A small image; without a platform its config names none. The note makes it unlike others. */
export const image = (platform?: string, note = ''): Artifact => {
  const [os, architecture, variant] = platform?.split('/') ?? []
  return artifactOf({
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      bytes: json({ ...(platform && { os, architecture }), ...(variant && { variant }), note }),
    },
    layers: [],
  })
}

/** An artifact that is no image. */
export const chart = (): Artifact =>
  artifactOf({
    config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', bytes: json({ a: 1 }) },
    layers: [],
  })

export type Stored = Pick<Artifact, 'mediaType' | 'manifest' | 'digest'> & Partial<Artifact>

/** An entry of an index. */
export const entry = (
  { mediaType, digest, manifest }: Stored,
  platform?: string,
  more: Readonly<Record<string, unknown>> = {},
) => {
  const [os, architecture, variant] = platform?.split('/') ?? []
  const of = { os, architecture, ...(variant && { variant }) }
  return { mediaType, digest, size: manifest.length, ...(platform && { platform: of }), ...more }
}

export const index = (...manifests: readonly unknown[]): Stored => {
  const manifest = json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })
  return { mediaType: OCI_INDEX, manifest, digest: digestOf(manifest) }
}

/** Puts them there without a request; the last one gets the tag. */
export const store = (
  server: RegistryServer,
  stored: readonly Stored[],
  { repository = 'org/app', tag = '1' } = {},
): void => {
  for (const [at, { mediaType, manifest: bytes, config }] of stored.entries()) {
    const own = at === stored.length - 1 ? tag : undefined
    server.store.addManifest(repository, own, { mediaType, bytes })
    if (config !== undefined) server.store.addBlob(repository, config)
  }
}

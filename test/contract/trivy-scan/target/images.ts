import { digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { type Artifact, artifactOf, json } from '../../../fakes/oci-artifact.ts'

/** A small image; the note makes it unlike others. Without a platform its config names none. */
export const image = (platform: string | undefined, note = ''): Artifact => {
  const [os, architecture, variant] = platform?.split('/') ?? []
  return artifactOf({
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      bytes: json({
        ...(platform && { os, architecture }),
        ...(variant && { variant }),
        config: { Labels: { note } },
        rootfs: { type: 'layers', diff_ids: [digestOf(Buffer.from(`layer ${note}`))] },
      }),
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
        bytes: Buffer.from(`layer ${note}`),
      },
    ],
  })
}

/** An artifact that is no image, such as a chart. */
export const chart = (artifactType?: string): Artifact =>
  artifactOf({
    ...(artifactType && { artifactType }),
    config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', bytes: json({ a: 1 }) },
    layers: [],
  })

/** What BuildKit writes beside an image: the config of an image for no platform. */
export const attestation = (): Artifact => image('unknown/unknown', 'attestation')

/** An entry of an index. */
export const entry = (
  { mediaType, digest, manifest }: Pick<Artifact, 'mediaType' | 'digest' | 'manifest'>,
  platform?: string,
  more: Readonly<Record<string, unknown>> = {},
) => {
  const [os, architecture, variant] = platform?.split('/') ?? []
  const of = { os, architecture, ...(variant && { variant }) }
  return { mediaType, digest, size: manifest.length, ...(platform && { platform: of }), ...more }
}

export const ATTESTATION_MARK = {
  annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
}

/** An index of these entries, as far as a registry or an index has to know it. */
export const index = (...manifests: readonly unknown[]) => {
  const bytes = json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })
  return { mediaType: OCI_INDEX, manifest: bytes, digest: digestOf(bytes) }
}

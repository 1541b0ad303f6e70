import type { Platform } from '@ci-kit/oci/descriptor'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import type { Manifest } from '@ci-kit/oci/manifest'
import { DOCKER_INDEX, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'

export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
export const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json'
export const GZIP_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

export const digestFor = (text: string): Digest => digestOf(Buffer.from(text))

const document = (mediaType: string, content: object): Manifest => {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }))
  return { mediaType, digest: digestOf(bytes), bytes }
}

/** Bytes that stand for a config with this platform. */
export const configBytes = (platform: Platform | undefined): Buffer =>
  Buffer.from(JSON.stringify({ ...platform, rootfs: { type: 'layers', diff_ids: [] } }))

export type ImageOptions = {
  readonly config?: Uint8Array
  readonly configType?: string
  readonly layers?: readonly { digest: Digest; size: number; mediaType?: string }[]
  readonly docker?: boolean
}

/** The manifest of an image for one platform; the layers need not exist. */
export const imageOf = ({
  config = configBytes({ os: 'linux', architecture: 'amd64' }),
  layers = [],
  docker = false,
  configType = docker ? DOCKER_CONFIG : OCI_CONFIG,
}: ImageOptions = {}): Manifest =>
  document(docker ? DOCKER_MANIFEST : OCI_MANIFEST, {
    config: { mediaType: configType, digest: digestOf(config), size: config.length },
    layers: layers.map((layer) => ({ mediaType: GZIP_LAYER, ...layer })),
  })

/** How an index names a manifest. */
export const entryOf = (
  { mediaType, digest, bytes }: Manifest,
  platform?: Platform,
  annotations?: Readonly<Record<string, string>>,
) => ({
  mediaType,
  digest,
  size: bytes.length,
  ...(platform && { platform }),
  ...(annotations && { annotations }),
})

export const indexOf = (manifests: readonly object[], docker = false): Manifest =>
  document(docker ? DOCKER_INDEX : OCI_INDEX, { manifests })

/** The entry with which BuildKit adds provenance of an image to an index. */
export const attestationOf = (image: Manifest, note = '') =>
  entryOf(
    imageOf({ config: Buffer.from(`attestation ${note} ${image.digest}`) }),
    { os: 'unknown', architecture: 'unknown' },
    {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': image.digest,
    },
  )

export const AMD64: Platform = { os: 'linux', architecture: 'amd64' }
export const ARM64: Platform = { os: 'linux', architecture: 'arm64' }

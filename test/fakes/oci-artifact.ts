import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { blobOf } from '@ci-kit/oci/blobs'
import { type Digest, digestOf, digestParts } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { registryClient } from '@ci-kit/oci/registry'

/** A manifest and all that it names, ready for a registry, a layout or an archive. */
export type Artifact = {
  readonly mediaType: string
  readonly manifest: Uint8Array
  /** Of the manifest. */
  readonly digest: Digest
  readonly config: Uint8Array
  readonly layers: readonly Uint8Array[]
}

export type Content = {
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly annotations?: Readonly<Record<string, string>>
}

type Parts = {
  readonly config: Content
  readonly layers: readonly Content[]
  readonly artifactType?: string
}

export const artifactOf = ({ config, layers, artifactType }: Parts): Artifact => {
  const manifest = json({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    ...(artifactType && { artifactType }),
    config: described(config),
    layers: layers.map(described),
  })
  return {
    mediaType: OCI_MANIFEST,
    manifest,
    digest: digestOf(manifest),
    config: config.bytes,
    layers: layers.map(({ bytes }) => bytes),
  }
}

/** Puts it into a registry under a tag; answers the digest of its manifest. */
export const pushArtifact = async (
  /** `127.0.0.1:PORT` */
  host: string,
  name: string,
  tag: string,
  { config, layers, manifest: bytes, mediaType }: Artifact,
): Promise<Digest> => {
  const { blobs, manifests } = registryClient({ host }).repository(name)
  for (const blob of [config, ...layers]) await blobs.put(blobOf(blob))
  return (await manifests.put(tag, { mediaType, bytes })).digest
}

/** An image of an index; `platform` is `linux/arm64` or `linux/arm/v7`. */
export type IndexEntry = { readonly platform: string; readonly artifact: Artifact }

/** Pushes the images, and an index of them under the tag; answers the digest of the index. */
export const pushIndex = async (
  host: string,
  name: string,
  tag: string,
  entries: readonly IndexEntry[],
): Promise<Digest> => {
  for (const { artifact } of entries) await pushArtifact(host, name, artifact.digest, artifact)
  const manifests = entries.map(({ platform, artifact: { mediaType, manifest, digest } }) => {
    const [os, architecture, variant] = platform.split('/')
    const of = { os, architecture, ...(variant && { variant }) }
    return { mediaType, digest, size: manifest.length, platform: of }
  })
  const bytes = json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })
  const index = registryClient({ host }).repository(name).manifests
  return (await index.put(tag, { mediaType: OCI_INDEX, bytes })).digest
}

/** Writes it as an OCI image layout into a folder. */
export const writeLayout = (folder: string, artifact: Artifact, tag = 'latest'): void => {
  const { mediaType, manifest, digest } = artifact
  const blobs = join(folder, 'blobs', 'sha256')
  mkdirSync(blobs, { recursive: true })
  for (const bytes of [manifest, artifact.config, ...artifact.layers])
    writeFileSync(join(blobs, digestParts(digestOf(bytes)).hex), bytes)
  const annotations = { 'org.opencontainers.image.ref.name': tag }
  const manifests = [{ mediaType, digest, size: manifest.length, annotations }]
  writeFileSync(join(folder, 'index.json'), json({ schemaVersion: 2, manifests }))
  writeFileSync(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }))
}

export const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

const described = ({ mediaType, bytes, annotations }: Content) => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
  ...(annotations && { annotations }),
})

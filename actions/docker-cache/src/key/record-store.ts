import { UserError } from '@ci-kit/core/errors'
import { isObject } from '@ci-kit/core/json'
import { blobOf } from '@ci-kit/oci/blobs'
import { type Descriptor, descriptorIn } from '@ci-kit/oci/descriptor'
import { parseObject, stringIn } from '@ci-kit/oci/json'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import type { Repository } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { tagName } from '../tags/tag-name.ts'
import type { InputsRecord } from './inputs-record.ts'
import { MOST_BYTES, packed, unpacked } from './record-format.ts'

/** The repository of an image, as far as records go. */
export type RecordRepository = Pick<Repository, 'manifests' | 'blobs'>

const ARTIFACT_TYPE = 'application/vnd.ci-kit.build-inputs.v1+json'
const LAYER_TYPE = 'application/vnd.ci-kit.build-inputs.v1+json+gzip'

/** OCI's stand-in where a manifest needs a blob and has nothing to say. */
const EMPTY = { type: 'application/vnd.oci.empty.v1+json', content: blobOf(Buffer.from('{}')) }

/** The tag that holds the record of a scope. */
export const recordTag = (scope: string): string => tagName(scope, 'inputs-')

/** What was read: a record, or why there is none. */
export type FoundRecord = { readonly record: InputsRecord } | { readonly none: string }

/** Reads a record. Nothing of it is trusted: whatever is not exactly a record is none. */
export const readRecord = async (
  repository: RecordRepository,
  tag: string,
): Promise<FoundRecord> => {
  try {
    const { bytes } = await repository.manifests.get(tag)
    const layer = layerOf(bytes)
    if (layer === undefined) return { none: `${tag} is no record of a build` }
    const record = unpacked(await repository.blobs.read(layer.digest, MOST_BYTES))
    return record ? { record } : { none: `${tag} holds no record that can be read` }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    const missing = thrown instanceof RegistryError && thrown.status === 404
    return { none: missing ? `there is no ${tag} yet` : thrown.message }
  }
}

const layerOf = (manifest: Uint8Array): Descriptor | undefined => {
  const document = parseObject(manifest)
  if (!isObject(document) || stringIn(document, 'artifactType') !== ARTIFACT_TYPE) return undefined
  const layers: unknown = Object.hasOwn(document, 'layers') ? document.layers : undefined
  if (!Array.isArray(layers) || layers.length !== 1) return undefined
  const layer = descriptorIn(layers[0])
  return layer?.mediaType === LAYER_TYPE && layer.size <= MOST_BYTES ? layer : undefined
}

/**
 * Writes a record; the tag comes last. False when it is too large for one.
 * Throws `RegistryError` when the registry refuses it.
 */
export const writeRecord = async (
  repository: RecordRepository,
  tag: string,
  record: InputsRecord,
): Promise<boolean> => {
  const bytes = packed(record)
  if (bytes === undefined) return false
  const content = blobOf(bytes)
  await Promise.all([EMPTY.content, content].map((blob) => repository.blobs.put(blob)))
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: ARTIFACT_TYPE,
    config: { mediaType: EMPTY.type, digest: EMPTY.content.digest, size: EMPTY.content.size },
    layers: [{ mediaType: LAYER_TYPE, digest: content.digest, size: content.size }],
  }
  await repository.manifests.put(tag, {
    mediaType: OCI_MANIFEST,
    bytes: Buffer.from(JSON.stringify(manifest)),
  })
  return true
}

import { visible } from '@ci-kit/core/log'
import { type Descriptor, descriptorIn, descriptorsInIndex } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import { DatabaseFault } from './fault.ts'
import type { DatabaseKind } from './kind.ts'

/** A database as it is published: one manifest with one layer, which is a tar.gz. */
export type Artifact = {
  readonly manifestDigest: Digest
  readonly layer: Descriptor
}

/**
 * The one layer that a manifest has to have. Throws {@link DatabaseFault} for
 * an index, several layers, another media type and a size beyond the limit.
 */
export const layerOf = (manifest: Uint8Array, kind: DatabaseKind): Descriptor => {
  if (descriptorsInIndex(manifest) !== undefined)
    throw new DatabaseFault(`it is an index of several images, and no ${kind.title}`)
  const document = parseObject(manifest)
  const layers: unknown =
    document !== undefined && Object.hasOwn(document, 'layers') ? document.layers : undefined
  if (!Array.isArray(layers))
    throw new DatabaseFault(`it is no manifest of an image or artifact, so no ${kind.title}`)
  if (layers.length !== 1)
    throw new DatabaseFault(`it has ${layers.length} layers, and a ${kind.title} has exactly one`)
  const layer = descriptorIn(layers[0])
  if (layer === undefined)
    throw new DatabaseFault('its manifest names a layer without a valid digest, size or type')
  if (layer.mediaType !== kind.layerType)
    throw new DatabaseFault(
      `it is no ${kind.title}: its layer is of type ${visible(layer.mediaType, 100)}, not ${kind.layerType}`,
    )
  if (layer.size > kind.limits.layer)
    throw new DatabaseFault(
      `its layer has ${layer.size} bytes, and more than ${kind.limits.layer} are not read`,
    )
  return layer
}

import { objectAt, stringAt } from '@ci-kit/core/json'
import { type Descriptor, descriptorIn } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import type { Manifest } from '@ci-kit/oci/manifest'
import type { Repository } from '@ci-kit/oci/registry'
import { LARGEST_BUNDLE } from '../limits.ts'
import type { DiscoverOptions, Found } from './discovery.ts'
import { saysOtherwise } from './said-predicate-type.ts'
import { unlessMissing } from './unless-missing.ts'

/** `application/vnd.dev.sigstore.bundle.v0.3+json`, and the older `…bundle+json;version=0.3`. */
const BUNDLE_TYPE = /^application\/vnd\.dev\.sigstore\.bundle[.+]/

/** What cosign and GitHub's tools write for others that look before they read. */
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType'

/** Reads the bundle that a referring manifest holds. Throws `RegistryError` when it cannot be read. */
export const bundleAttachment = async (
  blobs: Repository['blobs'],
  { bytes, digest }: Manifest,
  subject: Digest,
  options: DiscoverOptions,
): Promise<Found> => {
  const document = parseObject(bytes)
  const layers = Array.isArray(document?.layers) ? document.layers.map(descriptorIn) : []
  const types = [stringAt(document, 'artifactType'), layers[0]?.mediaType]
  if (!types.some((type) => type !== undefined && BUNDLE_TYPE.test(type))) return {}
  if (stringAt(objectAt(document, 'subject'), 'digest') !== subject)
    return left(digest, `it is attached to something else than ${subject}`)
  const said = stringAt(objectAt(document, 'annotations'), PREDICATE_TYPE)
  if (said !== undefined && options.predicateTypes?.includes(said) === false) return {}
  const [layer] = layers
  if (layer === undefined || layers.length !== 1)
    return left(digest, `it has ${layers.length} layers, a bundle has one`)
  const bundle = await boundedBlob(blobs, layer, options)
  if (typeof bundle === 'string') return left(digest, bundle)
  if (saysOtherwise(parseObject(bundle), options.predicateTypes)) return {}
  return { attachment: { where: digest, referrer: digest, bundle } }
}

const left = (what: string, reason: string): Found => ({ ignored: { what, reason } })

/** The bytes, or why they are left out. */
export const boundedBlob = async (
  blobs: Repository['blobs'],
  { digest, size }: Descriptor,
  { largestBundle = LARGEST_BUNDLE }: DiscoverOptions,
): Promise<Uint8Array | string> => {
  if (size > largestBundle) return `it has ${size} bytes, ${largestBundle} are allowed`
  // Not `size`: @sigstore/oci has written UTF-16 units there.
  const bytes = await unlessMissing(blobs.read(digest, largestBundle))
  return bytes ?? 'its content is not there any more'
}

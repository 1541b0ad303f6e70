import { isObject } from '@ci-kit/core/json'
import { type Descriptor, descriptorIn } from '@ci-kit/oci/descriptor'
import { type Digest, digestParts } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import type { Repository } from '@ci-kit/oci/registry'
import { MOST_ATTACHMENTS, MOST_BYTES } from '../limits.ts'
import { boundedBlob } from './bundle-attachment.ts'
import { cosignBundle } from './cosign-bundle.ts'
import { type DiscoverOptions, type Found, tooMany, tooMuch } from './discovery.ts'
import { saysOtherwise } from './said-predicate-type.ts'
import { unlessMissing } from './unless-missing.ts'

type CosignSource = Pick<Repository, 'manifests' | 'blobs'>

const ENVELOPE_TYPE = 'application/vnd.dsse.envelope.v1+json'

/** What cosign writes for others that look before they read. */
const PREDICATE_TYPE = 'predicateType'

/**
 * What cosign before version 3 attached to a digest: one manifest under a tag,
 * in which each layer is an envelope whose certificate and log entry are
 * annotations (sigstore/cosign, specs/SIGNATURE_SPEC.md).
 */
export const cosignAttachments = async (
  { manifests, blobs }: CosignSource,
  subject: Digest,
  options: DiscoverOptions,
): Promise<readonly Found[]> => {
  const { algorithm, hex } = digestParts(subject)
  const tag = `${algorithm}-${hex}.att`
  const manifest = await unlessMissing(manifests.get(tag))
  const document = manifest && parseObject(manifest.bytes)
  const layers = Array.isArray(document?.layers) ? document.layers : []
  const found: Found[] = []
  const { mostBytes = MOST_BYTES } = options
  let held = 0
  for (const [at, value] of layers.slice(0, MOST_ATTACHMENTS).entries()) {
    const where = `${tag}, layer ${at + 1}`
    const each =
      held > mostBytes
        ? tooMuch(where, mostBytes)
        : await layerAttachment(blobs, where, descriptorIn(value), options)
    held += each.attachment?.bundle.length ?? 0
    found.push(each)
  }
  return [...found, ...tooMany(tag, layers.length)]
}

const layerAttachment = async (
  blobs: Repository['blobs'],
  where: string,
  layer: Descriptor | undefined,
  options: DiscoverOptions,
): Promise<Found> => {
  if (layer?.mediaType !== ENVELOPE_TYPE) return {}
  const said = layer.annotations?.[PREDICATE_TYPE]
  if (said !== undefined && said !== '' && options.predicateTypes?.includes(said) === false)
    return {}
  const bytes = await boundedBlob(blobs, layer, options)
  if (typeof bytes === 'string') return { ignored: { what: where, reason: bytes } }
  const envelope = parseObject(bytes)
  if (saysOtherwise({ dsseEnvelope: envelope }, options.predicateTypes)) return {}
  const bundle = cosignBundle(envelope, layer.annotations ?? {})
  return isObject(bundle)
    ? { attachment: { where, bundle: Buffer.from(JSON.stringify(bundle)) } }
    : { ignored: { what: where, reason: bundle } }
}

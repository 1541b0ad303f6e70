import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'
import {
  BUNDLE_V01_MEDIA_TYPE,
  BUNDLE_V02_MEDIA_TYPE,
  BUNDLE_V03_LEGACY_MEDIA_TYPE,
  BUNDLE_V03_MEDIA_TYPE,
  type Bundle,
  bundleFromJSON,
} from '@sigstore/bundle'
import { AttestationError } from '../attestation-error.ts'
import { LARGEST_BUNDLE } from '../limits.ts'

const MEDIA_TYPES: readonly string[] = [
  BUNDLE_V01_MEDIA_TYPE,
  BUNDLE_V02_MEDIA_TYPE,
  BUNDLE_V03_LEGACY_MEDIA_TYPE,
  BUNDLE_V03_MEDIA_TYPE,
]

/** Each entry costs signatures to check; real bundles have one or two. */
const MOST_ENTRIES = 8

/** Reads a bundle that a certificate signed. Throws {@link AttestationError} for everything else. */
export const parseBundle = (bytes: Uint8Array): Bundle => {
  if (bytes.length > LARGEST_BUNDLE)
    throw malformed(`it has ${bytes.length} bytes, ${LARGEST_BUNDLE} are allowed`)
  const document = parseObject(bytes)
  if (document === undefined) throw malformed('it is no JSON object')
  const { mediaType } = document
  if (typeof mediaType !== 'string' || !MEDIA_TYPES.includes(mediaType))
    throw malformed(`its media type is "${visible(String(mediaType), 100)}"`)
  const bundle = bundleFrom(document)
  const { content, tlogEntries, timestampVerificationData } = bundle.verificationMaterial
  if (content.$case === 'publicKey')
    throw new AttestationError(
      'certificate',
      'It was signed with a key and has no certificate, so it does not say by whom.',
    )
  const times = timestampVerificationData?.rfc3161Timestamps ?? []
  if (tlogEntries.length > MOST_ENTRIES || times.length > MOST_ENTRIES)
    throw malformed(`it has more than ${MOST_ENTRIES} log entries or timestamps`)
  return bundle
}

const bundleFrom = (document: object): Bundle => {
  try {
    return bundleFromJSON(document)
  } catch (thrown) {
    // The library throws its own error for what is missing, and any other for members of a wrong type.
    throw malformed(visible(messageOf(thrown), 200), thrown)
  }
}

const malformed = (what: string, cause?: unknown): AttestationError =>
  new AttestationError(
    'malformed',
    `It is no sigstore bundle of version 0.1 to 0.3: ${what}.`,
    cause,
  )

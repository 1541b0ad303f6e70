import { isObject } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { readWhole } from './ask.ts'
import { type Digest, digestOf, hasDigest, isDigest } from './digest.ts'
import { ExchangeFault } from './exchange-fault.ts'
import type { HttpResponse } from './http.ts'
import { parseObject, stringIn } from './json.ts'
import { MANIFEST_TYPES } from './media-types.ts'

/** A manifest or index as it is stored: `digest` is over exactly these bytes. */
export type Manifest = {
  readonly mediaType: string
  readonly digest: Digest
  readonly bytes: Uint8Array
}

/** "Registries SHOULD accept manifests of at least 4 MiB" (OCI distribution specification). */
const MANIFEST_BYTES = 4 * 1024 * 1024
export const verifiedManifest = async (
  response: HttpResponse,
  reference: string,
): Promise<Manifest> => {
  const bytes = await readWhole(response, MANIFEST_BYTES)
  const named = namedDigest(response)
  for (const digest of [reference, named])
    if (digest !== undefined && isDigest(digest) && !hasDigest(bytes, digest))
      throw new ExchangeFault(`its bytes do not have the digest ${digest}`, CORRUPT)
  const digest = isDigest(reference) ? reference : (named ?? digestOf(bytes))
  return { mediaType: agreedType(mediaTypeOf(response), bytes), digest, bytes }
}

/**
 * Header and document must name the same type, and a document may not be
 * manifest and index at once: otherwise two readers could take the same digest
 * for different images (CVE-2021-41190).
 */
const agreedType = (header: string | undefined, bytes: Uint8Array): string => {
  const document = parseObject(bytes)
  if (document === undefined) throw new ExchangeFault('it is not a JSON object', CORRUPT)
  const own = stringIn(document, 'mediaType')
  const known = header !== undefined && MANIFEST_TYPES.includes(header)
  const twofold =
    Array.isArray(document.manifests) &&
    (Array.isArray(document.layers) || isObject(document.config))
  if (twofold || (known && own !== undefined && own !== header))
    throw new ExchangeFault(
      `it is ambiguous: sent as ${visible(String(header), 80)}, its own text says otherwise`,
      CORRUPT,
    )
  return (known ? header : (own ?? header)) ?? 'application/octet-stream'
}

export const stored = (response: HttpResponse, bytes: Uint8Array, reference: string) => {
  const named = namedDigest(response)
  if (named !== undefined && !hasDigest(bytes, named))
    throw new ExchangeFault(`the registry stored it as ${named}, which is not its digest`, CORRUPT)
  const subject = response.header('oci-subject') ?? ''
  const digest = isDigest(reference) ? reference : (named ?? digestOf(bytes))
  return { digest, ...(isDigest(subject) && { subject }) }
}

export const namedDigest = (response: HttpResponse): Digest | undefined => {
  const named = response.header('docker-content-digest')
  if (named === undefined || isDigest(named)) return named
  throw new ExchangeFault(`the registry named the digest "${visible(named, 100)}", which is none`)
}

export const sameDigest = (named: Digest, asked: Digest): void => {
  if (named !== asked)
    throw new ExchangeFault(`the registry answered for ${named} instead`, CORRUPT)
}

export const mediaTypeOf = (response: HttpResponse): string | undefined =>
  response.header('content-type')?.split(';')[0]?.trim() || undefined

const CORRUPT = {
  advice:
    'Do not use it. Look for a proxy or mirror that changes answers, and push the content again.',
}

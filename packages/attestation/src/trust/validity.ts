import { X509Certificate } from 'node:crypto'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'

/**
 * A sentence when no certificate authority of a trusted root can have signed
 * anything today: the root's own word on each, or the end of its certificates.
 * `undefined` while one can, and for what is no trusted root, which others tell.
 */
export const pastValidity = (root: Json, now: Date): string | undefined => {
  const listed = Array.isArray(root.certificateAuthorities) ? root.certificateAuthorities : []
  const ends = listed.filter(isObject).map(endOf)
  const last = Math.max(...ends)
  if (ends.length === 0 || last >= now.getTime()) return undefined
  const day = new Date(last).toISOString().slice(0, 10)
  return `all its certificate authorities are past their validity, the last since ${day}. What was signed later cannot be verified with it; get a newer one.`
}

/** Milliseconds since the epoch; infinite where nothing says an end. */
const endOf = (authority: Json): number => {
  const said = Date.parse(stringAt(objectAt(authority, 'validFor'), 'end') ?? '')
  const chain = objectAt(authority, 'certChain')?.certificates
  const certificates = Array.isArray(chain) ? chain.filter(isObject) : []
  const ends = certificates.map((certificate) =>
    endOfCertificate(stringAt(certificate, 'rawBytes')),
  )
  return Math.min(Number.isNaN(said) ? Number.POSITIVE_INFINITY : said, ...ends)
}

const endOfCertificate = (rawBytes: string | undefined): number => {
  try {
    return Date.parse(new X509Certificate(Buffer.from(rawBytes ?? '', 'base64')).validTo)
  } catch {
    // No certificate: whoever opens the root says so, with a reason.
    return Number.POSITIVE_INFINITY
  }
}

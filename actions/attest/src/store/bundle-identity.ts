import { isObject, objectAt, stringAt } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'

/**
 * What makes a signed envelope itself: payload and signatures. Stores may
 * write the JSON around it anew, with members in another order. Undefined
 * where the bytes are no bundle with an envelope.
 */
export const bundleIdentity = (bundle: Uint8Array): string | undefined => {
  const envelope = objectAt(parseObject(bundle), 'dsseEnvelope')
  const payload = stringAt(envelope, 'payload')
  const list: unknown = envelope?.signatures
  const signatures = Array.isArray(list) ? list.map(signatureIn) : []
  if (payload === undefined || signatures.length === 0) return undefined
  if (signatures.some((signature) => signature === undefined)) return undefined
  return JSON.stringify([stringAt(envelope, 'payloadType'), plainBase64(payload), signatures])
}

const signatureIn = (value: unknown): string | undefined => {
  const signature = isObject(value) ? stringAt(value, 'sig') : undefined
  return signature === undefined ? undefined : plainBase64(signature)
}

/** Both alphabets of base64, with or without padding, name the same bytes. */
const plainBase64 = (text: string): string => Buffer.from(text, 'base64').toString('base64')

import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'

/**
 * Whether a bundle says of itself that it holds none of these predicates. What
 * cannot be read says nothing: it is for the verifier to refuse, with a reason.
 * What is read is what is signed, by the same parser as the verifier's, so a
 * statement cannot say one thing here and another there.
 */
export const saysOtherwise = (
  bundle: Json | undefined,
  predicateTypes: readonly string[] | undefined,
): boolean => {
  if (predicateTypes === undefined) return false
  const envelope = objectAt(bundle, 'dsseEnvelope')
  if (envelope === undefined) return objectAt(bundle, 'messageSignature') !== undefined
  const payload = parseObject(Buffer.from(stringAt(envelope, 'payload') ?? '', 'base64'))
  const said = stringAt(payload, 'predicateType')
  return said !== undefined && !predicateTypes.includes(said)
}

import { messageOf } from '@ci-kit/core/errors'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { base64 } from './digests.ts'
import { refused, type ServiceHandler, type ServiceRequest } from './http-service.ts'
import type { TimestampAuthority } from './mock-parts.ts'
import { type TimestampQuery, timestampQuery } from './timestamp-query.ts'

const SHA256 = '2.16.840.1.101.3.4.2.1'
const SHA384 = '2.16.840.1.101.3.4.2.2'
const SHA512 = '2.16.840.1.101.3.4.2.3'
const POLICY = '1.3.6.1.4.1.57264.2'

/** A timestamp authority that takes queries in DER (RFC 3161) and, as Sigstore's own, in JSON. */
export const timestampService =
  (authority: TimestampAuthority): ServiceHandler =>
  async (request) => {
    if (request.method !== 'POST' || request.path !== '/api/v1/timestamp')
      return refused(404, 'not found')
    try {
      const { artifactHash, hashAlgorithmOID, nonce, certReq } = queryOf(request)
      const asked = {
        artifactHash,
        hashAlgorithmOID,
        nonce: 1,
        nonceBytes: nonce,
        policyOID: POLICY,
        certReq,
      }
      const answer = Buffer.from(base64(await authority.timestamp(asked)), 'base64')
      const headers = { 'content-type': 'application/timestamp-reply' }
      return { status: 201, headers, body: answer }
    } catch (thrown) {
      return refused(400, messageOf(thrown))
    }
  }

const queryOf = ({ headers, body }: ServiceRequest): TimestampQuery => {
  if (!(headers['content-type'] ?? '').includes('json')) return timestampQuery(body)
  const asked: unknown = JSON.parse(body.toString())
  const query: Json = isObject(asked) ? asked : {}
  return {
    artifactHash: Buffer.from(stringAt(query, 'artifactHash') ?? '', 'base64'),
    hashAlgorithmOID: algorithmOf(stringAt(query, 'hashAlgorithm')),
    nonce: undefined,
    certReq: query.certificates === true,
  }
}

const algorithmOf = (name = ''): string => {
  const found = new Map([
    ['sha256', SHA256],
    ['sha384', SHA384],
    ['sha512', SHA512],
  ]).get(name.toLowerCase().replace('-', ''))
  if (found === undefined) throw new Error(`hash algorithm ${name} is not supported`)
  return found
}

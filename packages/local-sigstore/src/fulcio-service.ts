import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { messageOf } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { certificateExtensions } from './certificate-extensions.ts'
import { base64 } from './digests.ts'
import { json, refused, type ServiceHandler, type ServiceRequest } from './http-service.ts'
import { type IdentityTokens, TokenRefusal } from './identity-tokens.ts'
import { pemOf } from './log-bodies.ts'
import type { CertificateAuthority } from './mock-parts.ts'

export type FulcioOptions = {
  readonly authority: CertificateAuthority
  readonly tokens: IdentityTokens
  /** GitHub's address in the certificates. */
  readonly serverUrl: string
}

/** Fulcio's API of version 2 (sigstore/fulcio, fulcio.proto): certificates for tokens of one issuer. */
export const fulcioService =
  (options: FulcioOptions): ServiceHandler =>
  async (request) => {
    const root = pemOf(base64(options.authority.rootCertificate))
    if (request.method === 'GET' && request.path === '/api/v2/trustBundle')
      return json(200, { chains: [{ certificates: [root] }] })
    if (request.method !== 'POST' || request.path !== '/api/v2/signingCert')
      return refused(404, 'not found')
    try {
      const certificate = await issued(request, options)
      const chain = { certificates: [pemOf(base64(certificate)), root] }
      return json(200, { signedCertificateEmbeddedSct: { chain } })
    } catch (thrown) {
      const status = thrown instanceof TokenRefusal ? 401 : 400
      return refused(status, messageOf(thrown))
    }
  }

const issued = async (request: ServiceRequest, { authority, tokens, serverUrl }: FulcioOptions) => {
  const body: unknown = JSON.parse(request.body.toString())
  if (!isObject(body)) throw new Error('the request is no object')
  const claims = tokens.verified(tokenOf(request, body), 'sigstore')
  const publicKey = provenKey(objectAt(body, 'publicKeyRequest'), claims)
  return authority.issueCertificate({
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
    // As Fulcio itself: the name is a URI, which an ASCII string holds.
    subjectAltName: encodeURI(`${serverUrl}/${needed(claims, 'job_workflow_ref')}`),
    extensions: certificateExtensions(claims, serverUrl),
  })
}

/** @sigstore/sign sends it in the body, sigstore-go in a header. */
const tokenOf = ({ headers }: ServiceRequest, body: Json): string =>
  stringAt(objectAt(body, 'credentials'), 'oidcIdentityToken') ??
  (headers.authorization ?? '').replace(/^bearer /i, '')

/** The key, when the token's subject is signed by it. */
const provenKey = (request: Json | undefined, claims: Json): KeyObject => {
  const key = createPublicKey(needed(objectAt(request, 'publicKey'), 'content'))
  const proof = Buffer.from(needed(request, 'proofOfPossession'), 'base64')
  if (!verify('sha256', Buffer.from(needed(claims, 'sub')), key, proof))
    throw new Error('the signature supplied in the request could not be verified')
  return key
}

const needed = (from: Json | undefined, name: string): string => {
  const value = stringAt(from, name)
  if (value === undefined) throw new Error(`${name} is missing`)
  return value
}

import { X509Certificate } from 'node:crypto'
import { type Json, objectAt } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'
import { endpoint } from './endpoint.ts'
import { ask } from './exchange.ts'
import { type Connection, oddAnswer, type Service } from './service.ts'

export type CertificateRequest = {
  /** A JSON Web Token for the audience `sigstore`. */
  readonly token: string
  /** PEM of the key's public half. */
  readonly publicKey: string
  /** Signature over the token's subject. */
  readonly proof: Buffer
}

/** Gets certificates for identities by the API of Fulcio (sigstore/fulcio, fulcio.proto). */
export type CertificateAuthority = {
  request(request: CertificateRequest): Promise<X509Certificate>
}

export const fulcio = (base: URL, connection: Connection): CertificateAuthority => {
  const service: Service = { role: 'certificate authority', url: base, advice }
  return {
    request: async ({ token, publicKey, proof }) => {
      const { body } = await ask(connection, service, {
        method: 'POST',
        url: endpoint(base, 'api/v2/signingCert'),
        expect: [200, 201],
        body: {
          credentials: { oidcIdentityToken: token },
          publicKeyRequest: {
            publicKey: { algorithm: 'ECDSA', content: publicKey },
            proofOfPossession: proof.toString('base64'),
          },
        },
      })
      return certificateFrom(service, parseObject(body), publicKey)
    },
  }
}

const advice = (status: number | undefined): string =>
  status === 400 || status === 401 || status === 403
    ? 'It does not accept the identity: it has to know the issuer of the token, and the token has to be for the audience "sigstore" and not expired. Check that this Sigstore is set up for this issuer, or choose another by the input sigstore.'
    : 'Check the URL of the certificate authority in the signing config.'

const certificateFrom = (
  service: Service,
  answer: Json | undefined,
  publicKey: string,
): X509Certificate => {
  const signed =
    objectAt(answer, 'signedCertificateEmbeddedSct') ??
    objectAt(answer, 'signedCertificateDetachedSct')
  const chain = objectAt(signed, 'chain')?.certificates
  const first: unknown = Array.isArray(chain) ? chain[0] : undefined
  if (typeof first !== 'string') throw oddAnswer(service, 'there is no certificate in it')
  const certificate = parsed(service, first)
  const certified = certificate.publicKey.export({ format: 'pem', type: 'spki' })
  if (certified !== publicKey) throw oddAnswer(service, 'the certificate is for another key')
  return certificate
}

const parsed = (service: Service, pem: string): X509Certificate => {
  try {
    return new X509Certificate(pem)
  } catch (thrown) {
    // OpenSSL's words for it help nobody, so they stay in the cause.
    const error = oddAnswer(service, 'the certificate cannot be read')
    error.cause = thrown
    throw error
  }
}

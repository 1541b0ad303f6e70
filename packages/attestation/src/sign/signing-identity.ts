import { generateKeyPairSync, sign, type X509Certificate } from 'node:crypto'
import type { Clock } from '@ci-kit/core/clock'
import { parseClaims } from './claims.ts'
import type { IdentityTokens } from './identity-token.ts'
import type { CertificateAuthority } from './services/fulcio.ts'

/** A key that lives in memory alone, and the certificate that says whose it is. */
export type SigningIdentity = {
  readonly certificate: X509Certificate
  sign(data: Uint8Array): Buffer
}

/** What sigstore's certificate authorities accept tokens for. */
export const AUDIENCE = 'sigstore'

/** Makes a key and has it certified for the identity of the token. */
export const obtainIdentity = async (
  tokens: IdentityTokens,
  authority: CertificateAuthority,
): Promise<SigningIdentity> => {
  const token = await tokens.token(AUDIENCE)
  const { subject } = parseClaims(token)
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signed = (data: Uint8Array) => sign('sha256', data, keys.privateKey)
  const certificate = await authority.request({
    token,
    publicKey: keys.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    proof: signed(Buffer.from(subject)),
  })
  return { certificate, sign: signed }
}

/** Certificates are good for ten minutes, and a log may take two of them to answer. */
const LONGEST_USE_MS = 5 * 60_000

/**
 * One identity for everything that is signed while it is fresh: for five
 * minutes, and not for more than half of its validity. Who comes while it is
 * being obtained waits for the same; a failure is not kept.
 */
export const keptIdentity = (
  obtain: () => Promise<SigningIdentity>,
  clock: Pick<Clock, 'elapsed'>,
): (() => Promise<SigningIdentity>) => {
  let current: Promise<SigningIdentity> | undefined
  let until = Number.POSITIVE_INFINITY
  return () => {
    if (current !== undefined && clock.elapsed() < until) return current
    until = Number.POSITIVE_INFINITY
    const obtained = obtain().then(
      (identity) => {
        until = clock.elapsed() + Math.min(LONGEST_USE_MS, validityMs(identity) / 2)
        return identity
      },
      (reason: unknown) => {
        current = undefined
        throw reason
      },
    )
    current = obtained
    return obtained
  }
}

const validityMs = ({ certificate }: SigningIdentity): number =>
  certificate.validToDate.getTime() - certificate.validFromDate.getTime()

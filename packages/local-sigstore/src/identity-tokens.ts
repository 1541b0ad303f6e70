import { createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto'
import { type Json, stringAt } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'

/** A token that is not accepted. */
export class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal'
  constructor(reason: string) {
    super(`There was an error processing the identity token: ${reason}`)
  }
}

/** Issues and checks JSON web tokens, signed by RS256 as GitHub's are. */
export type IdentityTokens = {
  readonly issuer: string
  /** The key set (RFC 7517). */
  readonly keys: object
  issue(claims: Json, lifetime: TokenLifetime): string
  /** The claims of a token that this issuer signed for this audience and that is valid now. Throws {@link TokenRefusal} for others. */
  verified(token: string, audience: string): Json
}

/** Seconds since 1970. */
export type TokenLifetime = { readonly issuedAt: number; readonly expires: number }

export const identityTokens = (issuer: string): IdentityTokens => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  const key = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
  return {
    issuer,
    keys: { keys: [key] },
    issue: (claims, { issuedAt, expires }) => {
      const times = { iat: issuedAt, nbf: issuedAt, exp: expires }
      const content = { jti: randomUUID(), iss: issuer, ...times, ...claims }
      const signed = `${encoded({ typ: 'JWT', alg: 'RS256', kid })}.${encoded(content)}`
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
    },
    verified: (token, audience) => {
      const [header = '', content = '', signature = ''] = token.split('.')
      const bytes = Buffer.from(`${header}.${content}`)
      const signedBy = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }))
      if (!verify('sha256', bytes, signedBy, Buffer.from(signature, 'base64url')))
        throw new TokenRefusal('the identity token is not signed by the issuer')
      const claims = decoded(content)
      checkClaims(claims, issuer, audience)
      return claims
    },
  }
}

const checkClaims = (claims: Json, issuer: string, audience: string): void => {
  const now = Date.now() / 1_000
  if (stringAt(claims, 'iss') !== issuer) throw new TokenRefusal(`the issuer is not ${issuer}`)
  if (stringAt(claims, 'aud') !== audience)
    throw new TokenRefusal(`the audience is not ${audience}`)
  if (typeof claims.exp !== 'number' || claims.exp <= now)
    throw new TokenRefusal('the token has expired')
  if (typeof claims.nbf !== 'number' || claims.nbf > now + 5)
    throw new TokenRefusal('the token is not valid yet')
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const decoded = (part: string): Json => {
  const value = parseObject(Buffer.from(part, 'base64url'))
  if (value === undefined) throw new TokenRefusal('the token holds no claims')
  return value
}

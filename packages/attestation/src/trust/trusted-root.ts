import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { TrustedRoot as SigstoreRoot } from '@sigstore/protobuf-specs'
import { type TrustMaterial, toTrustMaterial, type VerifierOptions } from '@sigstore/verify'
import { encodeOnce } from '../verify/encode-once.ts'

/** Keys and certificates to verify with, and how many of each kind of proof a bundle needs. */
export type TrustedRoot = {
  readonly material: TrustMaterial
  readonly thresholds: Required<
    Pick<VerifierOptions, 'tlogThreshold' | 'ctlogThreshold' | 'timestampThreshold'>
  >
}

/**
 * Reads a trusted root. What a bundle has to prove follows from the root alone,
 * so that nobody gets by with a bundle from which a part was cut: with logs in
 * the root there must be a log entry, with certificate logs a promise of one,
 * and always a time. `name` is for messages. Throws {@link UserError} for a root that nothing could be
 * verified with.
 */
export const openTrustedRoot = (json: Json, name?: string): TrustedRoot => {
  const unusable = (what: string) => unusableRoot(name, what)
  const material = materialIn(json, unusable)
  const { certificateAuthorities, tlogs, ctlogs, timestampAuthorities } = material
  if (certificateAuthorities.length === 0) throw unusable('it names no certificate authority')
  if (tlogs.length + timestampAuthorities.length === 0)
    throw unusable('it names neither a transparency log nor a timestamp authority')
  return {
    material,
    thresholds: {
      tlogThreshold: tlogs.length > 0 ? 1 : 0,
      ctlogThreshold: ctlogs.length > 0 ? 1 : 0,
      timestampThreshold: 1,
    },
  }
}

const materialIn = (json: Json, unusable: (what: string) => UserError): TrustMaterial => {
  try {
    const material = toTrustMaterial(SigstoreRoot.fromJSON(json))
    const authorities = [...material.certificateAuthorities, ...material.timestampAuthorities]
    for (const certificate of authorities.flatMap(({ certChain }) => certChain))
      encodeOnce(certificate)
    return material
  } catch (thrown) {
    // A certificate, key or date that is none: the library throws what its parsers throw.
    throw unusable(visible(messageOf(thrown), 200))
  }
}

const unusableRoot = (name: string | undefined, what: string): UserError =>
  new UserError(
    `The trusted root${name === undefined ? '' : ` "${name}"`} cannot be used: ${what}. Give sigstore's trusted_root.json, as "cosign trusted-root create" or your Sigstore's TUF repository makes it.`,
  )

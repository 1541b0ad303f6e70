import { AttestationError } from '@ci-kit/attestation/attestation-error'
import { type AttachmentSource, discoverBundles } from '@ci-kit/attestation/discover/discover'
import type { Attachment } from '@ci-kit/attestation/discover/discovery'
import type { SignerPolicy } from '@ci-kit/attestation/verify/signer-policy'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import type { Digest } from '@ci-kit/oci/digest'
import { OPENVEX_TYPES, parseOpenVex, type VexStatement } from './openvex.ts'

/** A document that is attached to a digest, whose signature and signer were verified. */
export type VerifiedVex = {
  readonly at: Digest
  /** For people: the digest of the attachment, or the tag and the number of the layer. */
  readonly where: string
  readonly statements: readonly VexStatement[]
}

/** An attachment that does not count, with the reason as a sentence. */
export type Refused = { readonly at: Digest; readonly where: string; readonly reason: string }

/** Real documents have some kilobytes; a registry may hold a hundred of these for each digest. */
const LARGEST_BUNDLE = 4 * 1024 * 1024

/** What is attached to one digest. Throws `RegistryError` when the registry cannot be asked. */
export const verifiedVex = async (
  source: AttachmentSource,
  at: Digest,
  signer: SignerPolicy,
  verifier: Pick<Verifier, 'statement'>,
): Promise<{ readonly accepted: readonly VerifiedVex[]; readonly refused: readonly Refused[] }> => {
  const options = { predicateTypes: OPENVEX_TYPES, largestBundle: LARGEST_BUNDLE }
  const { attachments, ignored } = await discoverBundles(source, at, options)
  const policy = { ...signer, subject: at, predicateTypes: OPENVEX_TYPES }
  const read = async ({ where, bundle }: Attachment): Promise<VerifiedVex | Refused> => {
    try {
      const { statement, signedAt } = await verifier.statement(bundle, policy)
      return { at, where, statements: parseOpenVex(statement.predicate, signedAt) }
    } catch (thrown) {
      if (!(thrown instanceof AttestationError)) throw thrown
      return { at, where, reason: thrown.message }
    }
  }
  const results = await Promise.all(attachments.map(read))
  return {
    accepted: results.filter((result) => 'statements' in result),
    refused: [
      ...ignored.map(({ what, reason }) => ({ at, where: what, reason: `${capital(reason)}.` })),
      ...results.filter((result) => 'reason' in result),
    ],
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

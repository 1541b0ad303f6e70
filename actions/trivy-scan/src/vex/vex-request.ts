import { checkedIdentity } from '@ci-kit/attestation/verify/identity-pattern'
import type { SignerPolicy } from '@ci-kit/attestation/verify/signer-policy'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { type InputReader, lines, optionalText, text } from '@ci-kit/core/inputs'
import type { Targets } from '../inputs/targets.ts'

/** Where VEX documents come from. */
export type VexRequest = {
  /** Relative to the workspace. Whoever writes the workflow vouches for them. */
  readonly files: readonly string[]
  /** Who must have signed documents that are attached to the image; undefined when none are looked for. */
  readonly attached: SignerPolicy | undefined
}

/** The word in input `vex` for documents in the registry. */
const ATTACHED = 'oci'

/** Reads the inputs on VEX. Throws {@link UserError} when nobody says who must have signed what a registry holds. */
export const parseVex = (from: InputReader, kind: Targets['kind']): VexRequest => {
  const given = lines(from, 'vex')
  const files = given.filter((line) => line !== ATTACHED)
  if (!given.includes(ATTACHED)) return { files, attached: undefined }
  if (kind !== 'image')
    throw new UserError(
      "Input 'vex' has 'oci', which looks for documents at an image in a registry, and none is scanned. Use 'image-ref', or give paths.",
    )
  const identity = optionalText(from, 'vex-identity')
  if (identity === '')
    throw new UserError(
      "Input 'vex' has 'oci', and 'vex-identity' is not set. Name who must have signed, such as 'vex-identity: https://github.com/org/shop/.github/workflows/vex.yml@refs/heads/main': a document that anybody may attach explains nothing.",
    )
  return { files, attached: { identity: signer(identity), issuer: text(from, 'vex-issuer') } }
}

/** A pattern that lets everybody sign is refused before anything is scanned. */
const signer = (identity: string): string => {
  try {
    return checkedIdentity(identity)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`Input 'vex-identity': ${messageOf(thrown)}`)
  }
}

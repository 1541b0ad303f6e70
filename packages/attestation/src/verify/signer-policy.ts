import { visible } from '@ci-kit/core/log'
import { AttestationError } from '../attestation-error.ts'
import { identityMatcher } from './identity-pattern.ts'
import type { Signer } from './signer.ts'

/** Who has to have signed. */
export type SignerPolicy = {
  /** The OIDC issuer, compared whole: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string
  /** The certificate's subject alternative name, whole, or a pattern of {@link identityMatcher}. */
  readonly identity: string
}

/** The issuer of the identities of GitHub's workflows. */
export const GITHUB_ACTIONS_ISSUER = 'https://token.actions.githubusercontent.com'

/** Throws {@link AttestationError} with both sides unless the signer is the one that the policy names. */
export const requireSigner = (
  { issuer, identity }: Pick<Signer, 'issuer' | 'identity'>,
  expected: SignerPolicy,
): void => {
  const differing = [
    ...(identityMatcher(expected.identity)(identity)
      ? []
      : [`signed by ${shown(identity)}, expected ${shown(expected.identity)}`]),
    ...(issuer === expected.issuer
      ? []
      : [`its issuer is ${shown(issuer)}, expected ${shown(expected.issuer)}`]),
  ]
  if (differing.length > 0) throw new AttestationError('identity', `It is ${sentence(differing)}`)
}

const sentence = (parts: readonly string[]): string =>
  `${parts.join('; ').replace(/^its/, 'signed by the right name, but its')}.`

const shown = (text: string): string => `"${visible(text, 300)}"`

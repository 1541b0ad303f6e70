import { AttestationError, type Refusal } from '@ci-kit/attestation/attestation-error'
import { GITHUB_ACTIONS_ISSUER, type SignerPolicy } from '@ci-kit/attestation/verify/signer-policy'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import { UserError } from '@ci-kit/core/errors'
import type { ReleaseVerifier } from './installation.ts'

/**
 * Whose signature a release of trivy has: its release workflow at the tag, which
 * GitHub vouches for. No pattern: another tag of the same workflow is another release.
 */
export const releaseSigner = (version: string): SignerPolicy => ({
  issuer: GITHUB_ACTIONS_ISSUER,
  identity: `https://github.com/aquasecurity/trivy/.github/workflows/reusable-release.yaml@refs/tags/v${version}`,
})

/**
 * Verifies archives by the sigstore bundle that trivy publishes beside each of
 * them since v0.68.1. Throws {@link UserError} with the reason and what to look at.
 */
export const releaseVerifier =
  (verifier: Pick<Verifier, 'artifact'>): ReleaseVerifier =>
  async ({ bytes }, bundle, version) => {
    try {
      await verifier.artifact(bundle, bytes, releaseSigner(version))
    } catch (thrown) {
      if (!(thrown instanceof AttestationError)) throw thrown
      throw new UserError(`${thrown.message} ${ADVICE[thrown.refusal]}`)
    }
  }

const OTHER_KEYS =
  "trivy's releases are signed by sigstore's public instance: leave input 'trusted-root' out, or give that instance's trusted_root.json of today."

const OTHER_FILE =
  "Archive and bundle do not belong together: check the mirror in 'download-url', if you set one, and the proxies on the way."

const ADVICE: Readonly<Record<Refusal, string>> = {
  malformed: OTHER_FILE,
  signature: OTHER_FILE,
  subject: OTHER_FILE,
  predicate: OTHER_FILE,
  certificate: OTHER_KEYS,
  log: OTHER_KEYS,
  timestamp: OTHER_KEYS,
  identity:
    "It is not what trivy's release workflow made for this version: do not use it, and find out where it comes from.",
}

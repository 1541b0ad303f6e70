import { attestedRepository } from '@ci-kit/attestation/evidence/attested-repository'
import { bundleDownload } from '@ci-kit/attestation/evidence/bundle-download'
import { githubEvidence } from '@ci-kit/attestation/evidence/github-evidence'
import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import { octokitApi } from '@ci-kit/core/adapters/octokit'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { UserError } from '@ci-kit/core/errors'
import { nodeTransport } from '@ci-kit/oci/node-transport'
import type { Step } from './step.ts'

/** GitHub's attestations of the repository that the policy names, or of the run's. */
export const composeGitHubEvidence = (
  { context, inputs: { githubToken: token }, signal: cancellation }: Step,
  policy: Policy,
): EvidenceSource => {
  const repository = attestedRepository(policy, context)
  if (token === '' || repository === undefined) return unaskable(token === '')
  const { apiUrl } = context
  const connection = { token, apiUrl, repository, clock: systemClock, cancellation }
  const api = octokitApi({ ...connection, tokenInput: 'github-token' })
  return githubEvidence(api, bundleDownload(nodeTransport()))
}

/** Whoever cannot ask has to say so when it comes to it: it is not the same as having none. */
const unaskable = (isTokenMissing: boolean): EvidenceSource => ({
  name: 'GitHub',
  find: async () => {
    throw new UserError(
      isTokenMissing
        ? "There is no token. Set 'github-token' (outside a job GITHUB_TOKEN), or choose other places with 'evidence'."
        : "Nothing says of which repository. Set 'source-repository' to one repository, or choose other places with 'evidence'.",
    )
  },
})

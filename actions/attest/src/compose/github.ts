import { bundleDownload } from '@ci-kit/attestation/evidence/bundle-download'
import { githubEvidence } from '@ci-kit/attestation/evidence/github-evidence'
import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import { octokitApi } from '@ci-kit/core/adapters/octokit'
import { octokitWriter } from '@ci-kit/core/adapters/octokit-writer'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { nodeTransport } from '@ci-kit/oci/node-transport'
import { type ProbeResult, probeAttestations } from '../preflight/attestations-probe.ts'
import { type GitHubStore, githubStore } from '../store/github-store.ts'
import type { Step } from './step.ts'

/** GitHub's attestations of the run's repository. */
export type GitHubAttestations = GitHubStore & {
  readonly evidence: EvidenceSource
  probe(): Promise<ProbeResult>
}

/** With the token of the step; undefined without one. */
export const composeGitHub = ({
  env,
  context: { apiUrl, repository },
  inputs: { githubToken: token },
  serverUrl,
  signal: cancellation,
}: Step): GitHubAttestations | undefined => {
  if (token === '') return undefined
  const tokenInput = 'github-token'
  const connection = { token, apiUrl, repository, clock: systemClock, cancellation, tokenInput }
  const writer = octokitWriter(connection)
  const download = bundleDownload(nodeTransport({ env }))
  return {
    ...githubStore(writer, { serverUrl, repository }),
    evidence: githubEvidence(octokitApi(connection), download),
    probe: () => probeAttestations(writer, serverUrl),
  }
}

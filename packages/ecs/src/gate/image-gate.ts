import { attestedRepository } from '@ci-kit/attestation/evidence/attested-repository'
import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import { policyIn, policyOf } from '@ci-kit/attestation/gate/parse-policy'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import {
  documentOrigin,
  type PolicyDocument,
  readPolicyDocument,
} from '@ci-kit/attestation/gate/policy-document'
import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { type ChosenTrust, chosenRoots } from '@ci-kit/attestation/trust/chosen-roots'
import { bundleVerifier } from '@ci-kit/attestation/verify/verifier'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { UserError } from '@ci-kit/core/errors'
import type { Context } from '@ci-kit/core/event'
import type { Log } from '@ci-kit/core/log'
import { once } from '@ci-kit/core/once'
import type { ImageReference } from '@ci-kit/oci/reference'
import type { Registry } from '@ci-kit/oci/registry'
import { verifyImages } from './verify-images.ts'

/** The gate as a workflow sets it. */
export type GateInputs = {
  readonly document: PolicyDocument
  readonly trust: ChosenTrust
}

export type GatePlaces = {
  /** The input that the policy came from, for messages. */
  readonly input: string
  readonly context: Context
  readonly githubToken: string
  /** For what is fetched while the step runs; made when it is needed. */
  readonly folder: string
  readonly log: Log
  readonly signal: AbortSignal
  registry(host: string): Registry
}

/**
 * Reads the policy, and answers how images are verified by it: in their
 * registry first, then by GitHub's attestations. Rejects with a
 * {@link UserError} for a policy that cannot be used, before anything is asked.
 */
export const imageGate = async (
  { document, trust }: GateInputs,
  places: GatePlaces,
): Promise<(images: readonly string[]) => Promise<Verdict>> => {
  const { context, input, folder, log, registry } = places
  const { workspace, serverUrl } = context
  const written = await readPolicyDocument(document, input, workspace)
  const policy = policyOf(written, policyIn(documentOrigin(document, input), serverUrl))
  const github = githubSource(policy, places)
  return async (images) => {
    const roots = await chosenRoots(trust, { workspace, serverUrl, cacheFolder: folder, log })
    const { transparencyLog } = policy
    return verifyImages(images, {
      policy,
      registry,
      clock: systemClock,
      verifier: bundleVerifier(roots, { transparencyLog }),
      sources: (reference) => [registrySource(reference, registry), github],
    })
  }
}

/** Asks the registry of an image; its code loads with the first question. */
const registrySource = (
  { registry, repository }: ImageReference,
  registryAt: GatePlaces['registry'],
): EvidenceSource => ({
  name: `${registry}/${repository}`,
  find: async (...wanted) => {
    const { registryEvidence } = await import('@ci-kit/attestation/evidence/registry-evidence')
    const client = registryAt(registry).repository(repository)
    return registryEvidence(`${registry}/${repository}`, client).find(...wanted)
  },
})

const githubSource = (policy: Policy, places: GatePlaces): EvidenceSource => {
  const source = once(() => loadedGitHubSource(policy, places))
  return { name: 'GitHub', find: async (...wanted) => (await source()).find(...wanted) }
}

const loadedGitHubSource = async (
  policy: Policy,
  { context, githubToken: token, signal: cancellation }: GatePlaces,
): Promise<EvidenceSource> => {
  const repository = attestedRepository(policy, context)
  if (token === '' || repository === undefined)
    throw new UserError(
      token === ''
        ? "GitHub's attestations cannot be read without a token. Set 'github-token'."
        : "Nothing says whose attestations are meant. Set 'source-repository' in the policy to one repository.",
    )
  const [{ octokitApi }, { githubEvidence }, { bundleDownload }, { nodeTransport }] =
    await Promise.all([
      import('@ci-kit/core/adapters/octokit'),
      import('@ci-kit/attestation/evidence/github-evidence'),
      import('@ci-kit/attestation/evidence/bundle-download'),
      import('@ci-kit/oci/node-transport'),
    ])
  const connection = { token, apiUrl: context.apiUrl, repository, clock: systemClock }
  const api = octokitApi({ ...connection, cancellation, tokenInput: 'github-token' })
  return githubEvidence(api, bundleDownload(nodeTransport()))
}

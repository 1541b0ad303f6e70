import type { Policy } from '@ci-kit/attestation/gate/policy'
import { certifiedNames } from '@ci-kit/attestation/verify/certified-names'
import type { RunIdentity } from './run-identity.ts'

/** A policy without what it asks for: that follows from what is verified. */
export type SignerRules = Omit<Policy, 'predicates' | 'denyOpen'>

/**
 * What every statement of this run has to meet: signed by exactly this
 * workflow, started in this repository, at this ref. `serverUrl` is
 * GITHUB_SERVER_URL. A log that was down is for the run itself to have allowed.
 */
export const runRules = (
  { claims, workflow }: RunIdentity,
  serverUrl: string,
  transparencyLog: Policy['transparencyLog'],
): SignerRules => {
  const common = { otherStatements: 'refuse', transparencyLog } as const
  if (workflow === undefined) {
    const signer = { issuer: claims.issuer, identity: claims.subject }
    return { ...common, signers: [signer], hostedRunnerOnly: false }
  }
  const { issuer } = workflow
  const [first, ...others] = certifiedNames(`${serverUrl}/${workflow.jobWorkflowRef}`)
  const signer = (identity: string) => ({ issuer, identity })
  return {
    ...common,
    signers: [signer(first), ...others.map(signer)],
    sourceRepository: `${serverUrl}/${workflow.repository}`,
    sourceRef: workflow.ref,
    ...(workflow.environment !== undefined && { environment: workflow.environment }),
    hostedRunnerOnly: workflow.runner === 'github-hosted',
  }
}

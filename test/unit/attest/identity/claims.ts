import type { RunIdentity } from '@ci-kit/attest/identity/run-identity'
import type { WorkflowClaims } from '@ci-kit/attestation/sign/claims'

/** A push to main of octo/shop on a hosted runner. */
export const workflowClaims = (more: Partial<WorkflowClaims> = {}): WorkflowClaims => ({
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:octo/shop:ref:refs/heads/main',
  audience: ['sigstore'],
  expiresAt: new Date('2026-11-21T12:10:00Z'),
  visibility: 'public',
  repository: 'octo/shop',
  repositoryId: '1',
  owner: 'octo',
  ownerId: '2',
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  workflowRef: 'octo/shop/.github/workflows/ci.yml@refs/heads/main',
  jobWorkflowRef: 'octo/shop/.github/workflows/ci.yml@refs/heads/main',
  jobWorkflowSha: 'a'.repeat(40),
  event: 'push',
  runId: '7',
  runAttempt: '1',
  runner: 'github-hosted',
  actor: 'octocat',
  environment: undefined,
  ...more,
})

export const workflowIdentity = (more: Partial<WorkflowClaims> = {}): RunIdentity => {
  const claims = workflowClaims(more)
  return { claims, workflow: claims }
}

import {
  type Claims,
  parseClaims,
  parseWorkflowClaims,
  type WorkflowClaims,
} from '@ci-kit/attestation/sign/claims'

/** In whose name a run signs. */
export type RunIdentity = {
  readonly claims: Claims
  /** What GitHub says of the run; undefined outside of GitHub Actions. */
  readonly workflow: WorkflowClaims | undefined
}

/** The identity that a token stands for. Throws `UserError` for a token that cannot be used. */
export const runIdentity = (token: string, onGitHub: boolean): RunIdentity => ({
  claims: parseClaims(token),
  workflow: onGitHub ? parseWorkflowClaims(token) : undefined,
})

import type { StepEvent } from '../run-step.ts'
import { type Place, runJob } from './job.ts'

/** What verify-attestation said, by its outputs. */
export type Verified = {
  /** The output `outcome`: `verified`, `refused`, `unattested` or `unknown`. */
  readonly outcome: string
  /** Statements that were accepted, and those that were not. */
  readonly statements: number
  readonly refused: number
  readonly seconds: number
}

export type VerifyRequest = {
  readonly event: StepEvent
  /** By digest. */
  readonly images: readonly string[]
  /** Who has to have signed. */
  readonly signer: string
  /** File of the trusted root. */
  readonly trustedRoot: string
}

/** Asks the gate about images; a refusal is an answer. */
export const verifyJob = async (place: Place, request: VerifyRequest): Promise<Verified> => {
  const { event, images, signer, trustedRoot } = request
  const inputs = {
    images: images.join('\n'),
    'signer-workflow': signer,
    'source-repository': event.repository,
    'predicate-types': 'provenance',
    'trusted-root': trustedRoot,
    evidence: 'registry',
  }
  const job = { action: 'verify-attestation', name: 'verify', event, inputs }
  const { outputs, durationMs } = await runJob(
    place,
    job,
    ({ outputs }) => outputs.outcome === 'refused',
  )
  return {
    outcome: outputs.outcome ?? '',
    statements: count(outputs.statements),
    refused: count(outputs['refused-statements']),
    seconds: durationMs / 1000,
  }
}

/** NaN for an output that is missing or empty. */
const count = (output: string | undefined): number => (output ? Number(output) : Number.NaN)

import type { StepEvent } from '../run-step.ts'
import { type Place, runJob } from './job.ts'
import type { MadeUpSigstore } from './made-up-sigstore.ts'

/** What attest said, by its outputs. */
export type Attested = {
  /** Statements that are there at the end, signed now or before. */
  readonly statements: number
  readonly reused: number
  /** Whether it found all of them again and verified them. */
  readonly verified: boolean
  /** How often the Sigstore was asked for a certificate; 0 when nothing was signed. */
  readonly certificates: number
  readonly seconds: number
}

export type AttestRequest = {
  readonly event: StepEvent
  /** By digest. */
  readonly images: readonly string[]
  /** Output `results` of trivy-scan about one of the images; '' for none. */
  readonly scanResults: string
  readonly sigstore: MadeUpSigstore
  /** RUNNER_TEMP, in which the scan's files are. */
  readonly temp: string
}

/** Signs provenance of the images and what the scan found, into the registry. */
export const attestJob = async (place: Place, request: AttestRequest): Promise<Attested> => {
  const { event, images, scanResults, sigstore, temp } = request
  const inputs = {
    images: images.join('\n'),
    provenance: 'true',
    'scan-results': scanResults,
    sigstore: sigstore.signingConfig,
    'trusted-root': sigstore.trustedRoot,
    store: 'registry',
  }
  const before = sigstore.certificatesAsked()
  const env = sigstore.environment(event)
  const job = { action: 'attest', name: 'attest', event, inputs, env, temp }
  const { outputs, durationMs } = await runJob(place, job)
  return {
    statements: lengthOf(outputs.results),
    reused: outputs.reused ? Number(outputs.reused) : Number.NaN,
    verified: outputs.verified === 'true',
    certificates: sigstore.certificatesAsked() - before,
    seconds: durationMs / 1000,
  }
}

/** NaN for an output that is missing, which no expectation of the story takes for a number. */
const lengthOf = (results: string | undefined): number => {
  const list: unknown = results ? JSON.parse(results) : undefined
  return Array.isArray(list) ? list.length : Number.NaN
}

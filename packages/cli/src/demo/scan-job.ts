import type { StepEvent } from '../run-step.ts'
import { type Place, runJob } from './job.ts'

/** What trivy-scan said of an image, by its outputs. */
export type Scan = {
  readonly component: string
  readonly verdict: string
  readonly critical: number
  readonly high: number
  /** NaN without a baseline. */
  readonly introduced: number
  readonly seconds: number
  /** Of the scanned image, `sha256:…` */
  readonly digest: string
}

export type ScanRequest = {
  readonly component: string
  readonly event: StepEvent
  /** The image by digest. */
  readonly image: string
  /** The image to compare with, by digest; '' for none. */
  readonly baseline: string
  /** Folder of the vulnerability database. */
  readonly database: string
  /** Folder of the trivy that scans. */
  readonly programs: string
  /** RUNNER_TEMP, where the reports stay. */
  readonly temp: string
}

export type ScanAnswer = {
  readonly scan: Scan
  /** The output `results`, for attest. */
  readonly results: string
}

/** Scans one image; a verdict that fails the step is an answer. */
export const scanJob = async (place: Place, request: ScanRequest): Promise<ScanAnswer> => {
  const { component, event, image, baseline, database, programs, temp } = request
  const inputs = {
    'image-ref': image,
    baseline,
    'db-path': database,
    install: 'path',
    upload: 'never',
  }
  const env = { PATH: `${programs}:${process.env.PATH ?? ''}` }
  const job = { action: 'trivy-scan', name: component, event, inputs, env, temp }
  const { outputs, durationMs } = await runJob(
    place,
    job,
    ({ outputs }) => outputs.verdict === 'fail',
  )
  const scan = {
    component,
    verdict: outputs.verdict ?? '',
    critical: count(outputs.critical),
    high: count(outputs.high),
    introduced: count(outputs.introduced),
    seconds: durationMs / 1000,
    digest: outputs.digest ?? '',
  }
  return { scan, results: outputs.results ?? '' }
}

/** NaN for an output that is missing or empty. */
const count = (output: string | undefined): number => (output ? Number(output) : Number.NaN)

import type { StepEvent } from '../run-step.ts'
import { type Place, runJob } from './job.ts'

/** What docker-cache said of one component, by its outputs. */
export type Build = {
  readonly component: string
  /** Nothing was built: the registry held an image of the same content. */
  readonly skipped: boolean
  readonly cachedSteps: number
  /** 0 when nothing was built. */
  readonly totalSteps: number
  /** The output `cache-hit-rate`, in per cent. */
  readonly rate: number
  readonly seconds: number
  /** `sha256:…` */
  readonly digest: string
  /** Compressed size of the image. */
  readonly imageBytes: number
}

export type BuildRequest = {
  readonly component: string
  readonly event: StepEvent
  /** `never` builds also what the registry holds already. */
  readonly skip: Skip
  /** Inputs besides the registry, the base images and `skip`. */
  readonly inputs: Readonly<Record<string, string>>
}

export type Skip = 'auto' | 'never'

/** Builds and pushes one component on a builder that knows nothing. */
export const buildJob = async (place: Place, request: BuildRequest): Promise<Build> => {
  const { component, event, skip } = request
  const builder = await place.freshBuilder()
  try {
    const inputs = { ...commonInputs(place), ...request.inputs, skip }
    const job = { action: 'docker-cache', name: component, event, inputs, env: builder.env }
    const { outputs, durationMs } = await runJob(place, job)
    return {
      component,
      skipped: outputs.skipped === 'true',
      cachedSteps: count(outputs['cached-steps']),
      totalSteps: count(outputs['total-steps']),
      rate: count(outputs['cache-hit-rate']),
      seconds: durationMs / 1000,
      digest: outputs.digest ?? '',
      imageBytes: count(outputs['image-size']),
    }
  } finally {
    await builder.stop()
  }
}

/** NaN for an output that is missing or empty, which no expectation of the story takes for a number. */
const count = (output: string | undefined): number => (output ? Number(output) : Number.NaN)

const commonInputs = ({ registry, bases }: Place) => ({
  registry,
  push: 'true',
  'build-args': Object.entries(bases)
    .map(([name, image]) => `${name}=${image}`)
    .join('\n'),
})

import { FailedResult } from '@ci-kit/core/errors'
import { once } from '@ci-kit/core/once'
import type { Outputs } from '@ci-kit/core/outputs'
import { imageNames, imageOutputs, NO_NAMES } from '../image/image-outputs.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import type { ImageResult } from '../image/image-result.ts'
import { imageSummary } from '../image/image-summary.ts'
import { type MadeImage, makeImage } from '../image/make-image.ts'
import { prepareImage } from '../image/prepare-image.ts'
import { failureSummary } from '../report/failure-summary.ts'
import { buildWarnings } from './build-warnings.ts'
import { lintDockerfile } from './lint-dockerfile.ts'
import { makingSettings } from './making-settings.ts'
import { hasStrictLimits, measuredLimits, measuredWaste } from './measures.ts'
import { onlyRequest } from './only-request.ts'
import { resultLines } from './result-lines.ts'
import type { Step } from './step.ts'

/** Makes the one image that the inputs describe. */
export const makeOneImage = async ({ inputs, ports, elapsedMs }: Step): Promise<Outputs> => {
  const { plan, source } = prepareImage(onlyRequest(inputs), inputs, ports)
  const lint = lintDockerfile(inputs, plan, source, ports)
  const repository = plan.request.repository.name
  const made = await makeImage(plan, source, makingSettings(inputs), ports, (failed) =>
    ports.summary.append(
      failureSummary(repository, failed.graph, failed.error.message, failed.text),
    ),
  )
  const outcome = once(async (): Promise<ImageResult> => {
    const build = await made.finish()
    if (build !== undefined) buildWarnings(plan, build.graph, ports.log)
    const waste = await measuredWaste(inputs, made, ports)
    return { ...made, build, waste, durationMs: elapsedMs() }
  })
  // An image above a limit gets no names, and then nobody has to wait for them.
  if (hasStrictLimits(inputs)) await refuseAboveLimits(await outcome(), lint, { inputs, ports })
  await named(made)
  ports.tell({ ...imageNames(made), 'duration-ms': elapsedMs() })
  const result = await takingBackNames(ports, async () => {
    const [all] = await Promise.all([outcome(), made.remember()])
    return all
  })
  const limits = measuredLimits(inputs, result, ports)
  ports.log.info(resultLines(result))
  ports.summary.append(imageSummary(result, { lint, limits }))
  for (const limit of limits) ports.log.warning(limit)
  return imageOutputs(result)
}

/** Fails the step with what was measured, and without the names of the image. */
const refuseAboveLimits = async (
  result: ImageResult,
  lint: string,
  { inputs, ports }: Pick<Step, 'inputs' | 'ports'>,
): Promise<void> => {
  const limits = measuredLimits(inputs, result, ports)
  if (limits.length === 0) return
  ports.summary.append(
    imageSummary({ ...result, plan: withoutTags(result.plan) }, { lint, limits }),
  )
  throw new FailedResult(limits.join(' '), { ...imageOutputs(result), ...NO_NAMES })
}

const withoutTags = (plan: ImagePlan): ImagePlan => ({
  ...plan,
  build: { ...plan.build, references: [] },
})

/** The builder may still fail in what follows the push: then the names that were told are taken back. */
const takingBackNames = async <T>({ tell }: Step['ports'], work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (thrown) {
    tell(NO_NAMES)
    throw thrown
  }
}

/** An image that cannot be named is a failure, and its caches are of no use then. */
const named = async (made: MadeImage): Promise<void> => {
  try {
    await made.tag(made.plan.tags)
  } catch (thrown) {
    made.abandon()
    throw thrown
  }
}

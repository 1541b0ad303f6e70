import { FailedResult, UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import type { ComponentResult } from '../components/component.ts'
import type { Published } from '../components/publish.ts'
import { aggregateOutputs, componentsError, resultsOutput } from '../components/results.ts'
import type { ImageResult } from '../image/image-result.ts'
import { imageSummary } from '../image/image-summary.ts'
import { componentsSummary } from '../report/group-summaries.ts'
import { NO_IMAGE, summaryFacts } from './component-facts.ts'
import { measuredLimits } from './measures.ts'
import type { Step } from './step.ts'

/** What became of the components of a step. */
type Outcome = {
  readonly results: readonly ComponentResult[]
  readonly published: readonly Published[]
  readonly images: ReadonlyMap<string, ImageResult>
  readonly lints: readonly string[]
}

/** Tells what became of all of them, and fails when not all is as asked. */
export const reportComponents = (
  { inputs, ports, elapsedMs }: Step,
  { results, published, images, lints }: Outcome,
): Outputs => {
  const pushed = [...images.values()].some(({ plan }) => plan.pushes)
  const entries = resultsOutput(withFacts(results, images), published, pushed)
  const sizes = new Map([...images].map(([name, { image }]) => [name, image?.size]))
  const limits = new Map(
    [...images].map(([name, result]) => [name, measuredLimits(inputs, result, ports)]),
  )
  ports.summary.append(
    [
      componentsSummary(entries.map((entry) => summaryFacts(entry, sizes))),
      ...[...images].map(([name, result]) => ownSummary(result, limits.get(name) ?? [])),
      ...lints,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  )
  const outputs = {
    ...NO_IMAGE,
    ...aggregateOutputs(entries),
    results: entries,
    'duration-ms': elapsedMs(),
  }
  const bug = results.find((result) => result.outcome === 'failed' && !isKnown(result.thrown))
  if (bug?.outcome === 'failed') throw bug.thrown
  const error = componentsError(results, published)
  if (error !== undefined) throw new FailedResult(error.message, outputs, error.at)
  const passed = [...limits].flatMap(([name, each]) => each.map((message) => `${name}: ${message}`))
  for (const limit of passed) ports.log.warning(limit)
  return outputs
}

/** What was only known when the caches were written. */
const withFacts = (
  results: readonly ComponentResult[],
  images: ReadonlyMap<string, ImageResult>,
): readonly ComponentResult[] =>
  results.map((one) => {
    const image = images.get(one.component.name)
    if (one.outcome !== 'built' || image === undefined) return one
    const { build, durationMs } = image
    const facts = {
      cachedSteps: build?.hits.cached ?? 0,
      totalSteps: build?.hits.total ?? 0,
      cacheWritten: build?.caches.written ?? false,
      durationMs,
    }
    return { ...one, built: { ...one.built, ...facts } }
  })

/** Of what was built: of the others the table says all. */
const ownSummary = (result: ImageResult, limits: readonly string[]): string =>
  result.build === undefined ? '' : imageSummary(result, { lint: '', limits })

const isKnown = (thrown: unknown): boolean => thrown instanceof UserError

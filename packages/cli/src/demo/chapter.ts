import type { Build, Skip } from './build-job.ts'
import type { WorkflowRun } from './workflow.ts'

/** One run of the story, and what has to be true of it. */
export type Chapter = {
  readonly title: string
  readonly skip: Skip
  /** Components that have to be taken up, sorted. */
  readonly selected: readonly string[]
  /**
   * What has to become of all of them. `built`: not all was cached, and the
   * digest is a new one. `unchanged`: nothing was built, and the digest is the
   * one before. `cached`: all steps were built from the cache to the digest
   * before.
   */
  readonly outcome: 'built' | 'unchanged' | 'cached'
  /** Steps that their Dockerfiles have, by component. */
  readonly steps?: Readonly<Record<string, number>>
  /** The rate has to be higher than this, in per cent. */
  readonly rateAbove?: number
  /** The compressed image has to be of this size at least. */
  readonly bytesAtLeast?: number
}

/** What does not hold of a run, as sentences; none when all is well. */
export const broken = (
  chapter: Chapter,
  run: WorkflowRun,
  previous: WorkflowRun | undefined,
): string[] => [
  ...brokenSelection(chapter, run.selected),
  ...run.builds.flatMap((build) => {
    const before = previous?.builds.find(({ component }) => component === build.component)
    return brokenBuild(chapter, build, before).map(
      (sentence) => `'${chapter.title}', ${build.component}: ${sentence}`,
    )
  }),
]

const brokenSelection = ({ title, selected }: Chapter, components: readonly string[]): string[] => {
  const found = components.toSorted().join(', ') || 'nothing'
  const expected = selected.join(', ') || 'nothing'
  return found === expected ? [] : [`'${title}' selected ${found}; it has to select ${expected}.`]
}

const brokenBuild = (chapter: Chapter, build: Build, before: Build | undefined): string[] => [
  ...brokenDigest(chapter, build.digest, before?.digest),
  ...(chapter.outcome === 'unchanged' ? brokenSkip(build) : brokenSteps(chapter, build)),
  ...brokenSize(chapter, build),
]

const brokenDigest = (
  { outcome }: Chapter,
  digest: string,
  before: string | undefined,
): string[] => {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return [`'${digest}' is no digest.`]
  if (outcome === 'built') return digest === before ? ['the digest did not change.'] : []
  return digest === before ? [] : [`the digest changed from ${before} to ${digest}.`]
}

const brokenSkip = ({ skipped, rate }: Build): string[] => {
  if (!skipped) return ['it was built, although nothing had changed.']
  return rate === 100 ? [] : [`nothing was built, but the rate is ${rate} %; it has to be 100 %.`]
}

const brokenSteps = (chapter: Chapter, build: Build): string[] => {
  const { cachedSteps, totalSteps, rate } = build
  if (build.skipped) return ['it was skipped; it has to be built.']
  if (!(totalSteps > 0)) return ['no steps were counted.']
  const counts = `${cachedSteps} of ${totalSteps} steps were cached`
  const isCached = cachedSteps === totalSteps
  const { outcome, rateAbove, steps } = chapter
  const expected = steps?.[build.component] ?? totalSteps
  return [
    ...(totalSteps === expected ? [] : [`${totalSteps} steps were counted; it has ${expected}.`]),
    ...(outcome === 'cached' && !isCached ? [`${counts}; all have to be.`] : []),
    ...(outcome === 'built' && isCached ? [`${counts}, so nothing was built.`] : []),
    ...(rate === Math.floor((100 * cachedSteps) / totalSteps)
      ? []
      : [`${counts}, but the rate is ${rate} %.`]),
    ...(rateAbove === undefined || rate > rateAbove
      ? []
      : [`the rate is ${rate} %; it has to be above ${rateAbove} %.`]),
  ]
}

const brokenSize = ({ bytesAtLeast = 0 }: Chapter, { imageBytes }: Build): string[] =>
  bytesAtLeast === 0 || imageBytes >= bytesAtLeast
    ? []
    : [`the image has ${imageBytes} bytes; it has to have ${bytesAtLeast} at least.`]

import type { ShopRepository } from './shop-repository.ts'
import type { Build, WorkflowRun } from './workflow.ts'

/** One push of the story, and what has to be true of its workflow run. */
export type Chapter = {
  readonly title: string
  /** Changes the working tree; none when the last push is run again. */
  readonly edit?: (shop: ShopRepository) => void
  readonly message?: string
  /** Components that have to be built, sorted. */
  readonly selected: readonly string[]
  /** Everything cached, and the digests of the run before. */
  readonly unchanged?: true
}

const ALL = ['api', 'web', 'worker']

export const STORY: readonly Chapter[] = [
  { title: 'first push', edit: () => {}, message: 'Open the shop', selected: ALL },
  { title: 'run again, nothing changed', selected: ALL, unchanged: true },
  {
    title: 'one line in libs/shared',
    edit: (shop) => shop.replace('libs/shared/catalogue.ts', "'Mug, 0.3 l'", "'Mug, 0.35 l'"),
    message: 'Sell a bigger mug',
    selected: ['api', 'web'],
  },
  {
    title: 'docs only',
    edit: (shop) => shop.append('docs/ordering.md', '\nPieces can be sent back for 30 days.\n'),
    message: 'Tell how to send things back',
    selected: [],
  },
]

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

const brokenBuild = (chapter: Chapter, build: Build, before: Build | undefined): string[] => {
  const { cachedSteps, totalSteps, digest } = build
  if (!(totalSteps > 0)) return ['no steps were counted.']
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return [`'${digest}' is no digest.`]
  const isCached = cachedSteps === totalSteps
  const isSame = digest === before?.digest
  const counts = `${cachedSteps} of ${totalSteps} steps were cached`
  if (chapter.unchanged) {
    const rate = isCached ? [] : [`${counts}; all have to be.`]
    return isSame ? rate : [...rate, `the digest changed from ${before?.digest} to ${digest}.`]
  }
  const rate = isCached ? [`${counts}, so nothing was built.`] : []
  return isSame ? [...rate, 'the digest did not change.'] : rate
}

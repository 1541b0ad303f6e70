import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { ComponentResult } from './component.ts'
import type { Published, Untagged } from './publish.ts'

/** `not-tagged`: built, but at least one of its tags was not set. */
export type ResultWord = 'built' | 'skipped' | 'failed' | 'not-started' | 'not-tagged'

/** One member of the output `results`. */
export type ResultEntry = {
  readonly name: string
  /** `registry/image-name@sha256:…`, or '' unless the component is done with all its tags. */
  readonly image: string
  /** '' unless the component is done with all its tags. */
  readonly digest: string
  /** Full references that name the image now. */
  readonly tags: readonly string[]
  readonly skipped: boolean
  /** Whole per cent, rounded down; 100 for a component without steps, 0 for one that was not built. */
  readonly 'cache-hit-rate': number
  readonly 'cached-steps': number
  readonly 'total-steps': number
  readonly 'cache-written': boolean
  readonly 'duration-ms': number
  readonly result: ResultWord
  /** Why it is not there; left out when all is well. */
  readonly reason?: string
}

/**
 * The output `results`, in the order of the list. `pushed` says whether images
 * are in the registry at all; without it `image` stays empty.
 */
export const resultsOutput = (
  results: readonly ComponentResult[],
  published: readonly Published[],
  pushed: boolean,
): readonly ResultEntry[] => {
  const byName = new Map(published.map((each) => [each.name, each]))
  return results.map((result) => entryOf(result, byName.get(result.component.name), pushed))
}

const entryOf = (
  result: ComponentResult,
  published: Published | undefined,
  pushed: boolean,
): ResultEntry => {
  const { name } = result.component
  if (result.outcome === 'failed')
    return { name, ...NOTHING, result: 'failed', reason: result.reason }
  if (result.outcome === 'not-started')
    return { name, ...NOTHING, result: 'not-started', reason: result.because }
  const { repository, digest, skipped, cachedSteps, totalSteps, durationMs } = result.built
  const [missing] = published?.untagged ?? []
  return {
    name,
    image: pushed && missing === undefined ? `${repository}@${digest}` : '',
    digest: missing === undefined ? digest : '',
    tags: published?.tagged ?? [],
    skipped,
    'cache-hit-rate': rate(cachedSteps, totalSteps),
    'cached-steps': cachedSteps,
    'total-steps': totalSteps,
    'cache-written': result.built.cacheWritten,
    'duration-ms': durationMs,
    ...(missing === undefined
      ? { result: skipped ? 'skipped' : 'built' }
      : { result: 'not-tagged', reason: missing.reason }),
  }
}

const NOTHING = {
  ...{ image: '', digest: '', tags: [], skipped: false },
  ...{ 'cache-hit-rate': 0, 'cached-steps': 0, 'total-steps': 0 },
  ...{ 'cache-written': false, 'duration-ms': 0 },
} satisfies Partial<ResultEntry>

const rate = (cached: number, total: number): number =>
  total === 0 ? 100 : Math.floor((100 * cached) / total)

/** The outputs of the whole step that add up over the components. */
export type AggregateOutputs = {
  /** All tags that were set, one a line. */
  readonly tags: string
  /** Whether every component was skipped. */
  readonly skipped: boolean
  readonly 'cache-hit-rate': number
  readonly 'cached-steps': number
  readonly 'total-steps': number
  /** Whether every component that was built wrote its cache. */
  readonly 'cache-written': boolean
}

export const aggregateOutputs = (entries: readonly ResultEntry[]): AggregateOutputs => {
  const sum = (key: 'cached-steps' | 'total-steps') =>
    entries.reduce((total, entry) => total + entry[key], 0)
  const fresh = entries.filter((entry) => isBuilt(entry) && !entry.skipped)
  return {
    tags: entries.flatMap(({ tags }) => tags).join('\n'),
    skipped: entries.length > 0 && entries.every((entry) => entry.skipped),
    'cache-hit-rate': entries.some(isBuilt) ? rate(sum('cached-steps'), sum('total-steps')) : 0,
    'cached-steps': sum('cached-steps'),
    'total-steps': sum('total-steps'),
    'cache-written': fresh.length > 0 && fresh.every((entry) => entry['cache-written']),
  }
}

const isBuilt = ({ result }: ResultEntry): boolean =>
  result !== 'failed' && result !== 'not-started'

/** Why the step fails, with every component and tag that is not as asked; undefined when all is. */
export const componentsError = (
  results: readonly ComponentResult[],
  published: readonly Published[],
): UserError | undefined => {
  const failed = results.flatMap((result) => {
    const { name } = result.component
    if (result.outcome === 'failed') return [`Component '${name}' failed: ${result.reason}`]
    return result.outcome === 'built'
      ? []
      : [`Component '${name}' was not started: ${result.because}.`]
  })
  const untagged = published.flatMap((each) => each.untagged)
  if (failed.length === 0 && untagged.length === 0) return undefined
  return new UserError([...failed, ...tagLines(published, untagged)].join('\n'))
}

const tagLines = (
  published: readonly Published[],
  untagged: readonly Untagged[],
): readonly string[] => {
  const tagged = published.flatMap((each) => each.tagged).map((reference) => visible(reference))
  if (untagged.length === 0) return tagged.length > 0 ? [`Tagged: ${tagged.join(', ')}.`] : []
  const reasons = Map.groupBy(untagged, ({ reason }) => reason)
  return [
    `Tagged: ${tagged.join(', ') || 'nothing'}.`,
    ...[...reasons].map(([reason, each]) => {
      const names = each.map(({ reference }) => visible(reference)).join(', ')
      return `Not tagged: ${names}: ${reason.replace(/\.$/, '')}.`
    }),
    'Run the job again: what was built is in the cache, and only what is missing is done.',
  ]
}

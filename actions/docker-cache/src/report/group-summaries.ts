import { bytes, duration, limited, shortDigest } from '@ci-kit/core/amounts'
import { code, plain, table } from '@ci-kit/core/markdown'

const REFERENCE_LIMIT = 5
const ROW_LIMIT = 100

export type SkippedFacts = {
  readonly repository: string
  readonly references: readonly string[]
  readonly digest: string
  /** Why nothing had to be built, as one sentence without a full stop. */
  readonly reason: string
  readonly durationMs: number
}

/** The job summary of an image that was there already: one line. */
export const skippedSummary = ({ repository, digest, reason, ...facts }: SkippedFacts): string => {
  const tags = limited(facts.references.map(code), REFERENCE_LIMIT)
  return `### ${plain(repository)}: unchanged, ${duration(facts.durationMs)}\n\n${plain(reason)}. ${tags} ${tags === '' ? 'The image is' : 'now:'} ${code(digest)}`
}

/** One component of a build of several. What is not known is undefined. */
export type ComponentFacts = {
  readonly name: string
  readonly result: 'built' | 'skipped' | 'failed' | 'not-built'
  /** Whole per cent of its steps. */
  readonly rate: number | undefined
  readonly durationMs: number | undefined
  readonly imageSize: number | undefined
  readonly digest: string | undefined
}

const RESULTS = {
  built: '🔨 built',
  skipped: '✅ unchanged',
  failed: '❌ failed',
  'not-built': '– not built',
}

/** The job summary of several components, above their own summaries. */
export const componentsSummary = (components: readonly ComponentFacts[]): string => {
  const failed = components.filter(({ result }) => result === 'failed').length
  const good = components.filter(({ result }) => result === 'built' || result === 'skipped').length
  const headline = `### ${good} of ${components.length} components${failed > 0 ? `, ${failed} failed` : ''}`
  const rows = components
    .slice(0, ROW_LIMIT)
    .map((component) => [
      plain(component.name),
      RESULTS[component.result],
      component.rate === undefined ? '' : `${component.rate} %`,
      component.durationMs === undefined ? '' : duration(component.durationMs),
      component.imageSize === undefined ? '' : bytes(component.imageSize),
      component.digest === undefined ? '' : code(shortDigest(component.digest)),
    ])
  const more = components.length - rows.length
  const header = ['Component', 'Result', 'Cached', 'Time', 'Size', 'Digest']
  return [headline, table(header, rows), more > 0 ? `And ${more} more.` : '']
    .filter((part) => part !== '')
    .join('\n\n')
}

export type MergeFacts = {
  readonly repository: string
  readonly references: readonly string[]
  readonly digest: string
  readonly platforms: readonly { readonly platform: string; readonly digest: string }[]
  readonly durationMs: number
  /** False for an image that was whole before, and only got its tags. */
  readonly isJoined: boolean
}

/** The job summary of `mode: merge`: one image made of those for each platform. */
export const mergeSummary = ({ repository, platforms, digest, ...facts }: MergeFacts): string => {
  const what = facts.isJoined ? `${platforms.length} platforms joined` : 'tagged'
  const named = platforms.filter(({ platform }) => platform !== '')
  const rows = named
    .slice(0, ROW_LIMIT)
    .map((entry) => [plain(entry.platform), code(shortDigest(entry.digest))])
  return [
    `### ${plain(repository)}: ${what}, ${duration(facts.durationMs)}`,
    `Pushed: ${limited(facts.references.map(code), REFERENCE_LIMIT) || 'without a tag'}<br>Digest: ${code(digest)}`,
    ...(rows.length > 0 ? [table(['Platform', 'Digest'], rows)] : []),
  ].join('\n\n')
}

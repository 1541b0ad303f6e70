import { bytes, duration, limited } from '@ci-kit/core/amounts'
import { code, plain, table } from '@ci-kit/core/markdown'
import type { BuildGraph } from '../progress/build-graph.ts'
import type { CheckFinding } from '../progress/check-result.ts'
import type { HitRate, TimeRate } from '../progress/hit-rate.ts'
import { type Changes, cacheMissReport } from './cache-miss.ts'
import { findingTable } from './finding-table.ts'
import { stepTable } from './step-table.ts'
import { timeline } from './timeline.ts'

const REFERENCE_LIMIT = 10

export type SummaryFacts = {
  readonly repository: string
  readonly plan: { readonly references: readonly string[]; readonly push: boolean }
  readonly digest: string
  readonly graph: BuildGraph
  readonly hits: HitRate
  readonly durationMs: number
  /** The hit rate by time, where it is known. */
  readonly time?: TimeRate | undefined
  /** Compressed bytes of the image in the registry. */
  readonly imageSize?: number | undefined
  /** What is different from the last build, where that is on record. */
  readonly changes?: Changes | undefined
  /** Findings of the lint, as Markdown that is inert already. */
  readonly lint?: string | undefined
  /** Messages about limits that were passed, as text. */
  readonly limits?: readonly string[] | undefined
}

/** The job summary of a build: the answer first, then what broke the cache, then where the time went. */
export const jobSummary = (facts: SummaryFacts): string =>
  [
    `### ${plain(facts.repository)}: ${headline(facts)}`,
    (facts.limits ?? []).map((message) => `⚠️ ${plain(message)}`).join('<br>'),
    imageTable(facts),
    cacheMissReport(facts.graph, facts.changes),
    stepTable(facts.graph.steps),
    timelineSection(facts.graph),
    facts.lint ?? '',
    findingTable(facts.graph.warnings.map(asFinding)),
  ]
    .filter((part) => part !== '')
    .join('\n\n')

const headline = ({ hits, durationMs, time }: SummaryFacts): string => {
  const byTime = time === undefined ? '' : `, ${time.percent} % of the time`
  return `${hits.cached} of ${hits.total} steps cached (${hits.percent} %)${byTime}, ${duration(durationMs)}`
}

const imageTable = (facts: SummaryFacts): string => {
  const { plan, digest, imageSize, graph, time } = facts
  const names = limited(plan.references.map(code), REFERENCE_LIMIT) || 'without a tag'
  const { exported, cacheExport } = graph
  const rows = [
    [plan.push ? 'Pushed' : 'Not pushed', names],
    ['Digest', code(digest)],
    ['Size', imageSize === undefined ? '' : bytes(imageSize)],
    ['Cache read', limited(graph.imports.map(importText), REFERENCE_LIMIT)],
    ['Cache', cacheExport === undefined ? '' : CACHE_STATES[cacheExport.state]],
    ['Push', exported?.pushMs === undefined ? '' : duration(exported.pushMs)],
    ['Cache export', cacheExport?.exportMs === undefined ? '' : duration(cacheExport.exportMs)],
    ['Saved', time && time.savedSeconds > 0 ? duration(time.savedSeconds * 1000) : ''],
  ]
  return table(
    ['Image', ''],
    rows.filter(([, value]) => value !== ''),
  )
}

const CACHE_STATES = { running: 'not written yet', done: 'written', failed: 'not written' }

const importText = ({ ref, error }: BuildGraph['imports'][number]): string =>
  `${code(ref)} ${error === undefined ? 'found' : 'not used'}`

const timelineSection = (graph: BuildGraph): string => {
  const picture = timeline(graph)
  return picture === ''
    ? ''
    : `<details><summary>Timeline: red is what decided how long it took, grey came from the cache</summary>\n\n${picture}\n\n</details>`
}

/** What is the name of the check in front is a column of its own. */
const asFinding = (warning: BuildGraph['warnings'][number]): CheckFinding => ({
  rule: warning.rule,
  text: warning.rule ? warning.text.slice(warning.rule.length + ': '.length) : warning.text,
  url: warning.url,
  file: warning.file,
  line: warning.line,
})

import { code, plain, table } from '@ci-kit/core/markdown'
import type { BuildPlan } from '../build/build-command.ts'
import type { BuildGraph, Step } from '../progress/build-graph.ts'
import type { HitRate } from '../progress/hit-rate.ts'
import { shortened } from '../shortened.ts'

export type SummaryFacts = {
  readonly repository: string
  readonly plan: Pick<BuildPlan, 'references' | 'push'>
  readonly digest: string
  readonly graph: BuildGraph
  readonly hits: HitRate
  readonly durationMs: number
}

/** The job summary of a build: the answer first, then where the time went. */
export const jobSummary = (facts: SummaryFacts): string =>
  [
    `### ${plain(facts.repository)}: ${headline(facts)}`,
    imageLine(facts),
    stepTable(facts.graph.steps),
    cacheLine(facts.graph),
  ]
    .filter((part) => part !== '')
    .join('\n\n')

/** The job summary of a build that failed: how far it came, and why it went no further. */
export const failureSummary = (repository: string, graph: BuildGraph, reason: string): string =>
  [`### ${plain(repository)}: failed`, plain(reason), stepTable(graph.steps)]
    .filter((part) => part !== '')
    .join('\n\n')

const headline = ({ hits, durationMs }: SummaryFacts): string =>
  `${hits.cached} of ${hits.total} steps cached (${hits.percent} %), ${(durationMs / 1000).toFixed(1)} s`

const imageLine = ({ plan: { push, references }, digest }: SummaryFacts): string => {
  const names = references.map(code).join(', ') || 'without a tag'
  return `${push ? 'Pushed' : 'Not pushed'}: ${names}<br>Digest: ${code(digest)}`
}

const OUTCOMES = {
  cached: '✅ cached',
  built: '🔨 built',
  failed: '❌ failed',
  canceled: '❌ canceled',
  'not-run': '✅ cached',
}

const stepTable = (steps: readonly Step[]): string => {
  if (steps.length === 0) return ''
  const longest = Math.max(...steps.map(({ seconds }) => seconds))
  const rows = steps.map((step) => [
    plain([step.name.platform, step.name.stage].filter(Boolean).join(' ') || '–'),
    code(shortened(step.name.instruction, INSTRUCTION_LIMIT)),
    OUTCOMES[step.outcome],
    step.outcome === 'built' ? step.seconds.toFixed(1) : '',
    step.outcome === 'built' ? bar(step.seconds / longest) : '',
  ])
  return table(['Stage', 'Step', 'Result', 'Seconds', ''], rows)
}

const BAR_WIDTH = 10
const bar = (share: number): string => '▇'.repeat(Math.round(share * BAR_WIDTH))

const cacheLine = ({ imports, cacheExport }: BuildGraph): string => {
  const read = imports.map(
    ({ ref, error }) => `${code(ref)} ${error === undefined ? 'found' : 'not used'}`,
  )
  const parts = [
    read.length > 0 ? `Cache read: ${read.join(', ')}.` : '',
    cacheExport === undefined
      ? ''
      : `Cache ${cacheExport.error === undefined ? 'written' : 'not written'}.`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

const INSTRUCTION_LIMIT = 100

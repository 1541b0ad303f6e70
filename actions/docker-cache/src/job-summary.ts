import { code, plain, table } from '@ci-kit/core/markdown'
import type { BuildPlan } from './build-command.ts'
import type { BuildGraph, Step } from './build-graph.ts'
import type { HitRate } from './hit-rate.ts'

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
    `${facts.plan.push ? 'Pushed' : 'Not pushed'}: ${facts.plan.references.map(code).join(', ')}<br>Digest: ${code(facts.digest)}`,
    stepTable(facts.graph.steps),
    cacheLine(facts.graph),
  ]
    .filter((part) => part !== '')
    .join('\n\n')

const headline = ({ hits, durationMs }: SummaryFacts): string =>
  `${hits.cached} of ${hits.total} steps cached (${hits.percent} %), ${(durationMs / 1000).toFixed(1)} s`

const OUTCOMES = {
  cached: '✅ cached',
  built: '🔨 built',
  failed: '❌ failed',
  'not-run': '✅ cached',
}

const stepTable = (steps: readonly Step[]): string => {
  if (steps.length === 0) return ''
  const longest = Math.max(...steps.map(({ seconds }) => seconds))
  const rows = steps.map((step) => [
    plain([step.name.platform, step.name.stage].filter(Boolean).join(' ') || '–'),
    code(shortened(step.name.instruction)),
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
const shortened = (text: string): string =>
  text.length <= INSTRUCTION_LIMIT ? text : `${text.slice(0, INSTRUCTION_LIMIT)}…`

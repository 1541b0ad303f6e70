import { code, plain, table } from '@ci-kit/core/markdown'
import type { Step } from '../progress/build-graph.ts'
import { stageOf } from '../progress/steps.ts'
import { shortened } from '../shortened.ts'

const INSTRUCTION_LIMIT = 100
/** A summary may have 1 MiB for all its parts; nobody reads more rows than these. */
const ROW_LIMIT = 200
const BAR_WIDTH = 10

const OUTCOMES = {
  cached: '✅ cached',
  built: '🔨 built',
  failed: '❌ failed',
  canceled: '❌ canceled',
  'not-run': '✅ cached',
  unreached: '– not reached',
}

/** Every step with what became of it and, where it was built, a bar for its time. */
export const stepTable = (steps: readonly Step[]): string => {
  if (steps.length === 0) return ''
  const longest = Math.max(...steps.map(secondsRun))
  const rows = steps.slice(0, ROW_LIMIT).map((step) => {
    const hasTime = step.outcome === 'built' || step.outcome === 'failed'
    return [
      plain(stageOf(step) || '–'),
      code(shortened(step.name.instruction, INSTRUCTION_LIMIT)),
      OUTCOMES[step.outcome],
      hasTime ? step.seconds.toFixed(1) : '',
      hasTime && longest > 0 ? bar(step.seconds / longest) : '',
    ]
  })
  const more = steps.length - rows.length
  const whole = table(['Stage', 'Step', 'Result', 'Seconds', ''], rows)
  return more > 0 ? `${whole}\n\nAnd ${more} more steps.` : whole
}

/** Pulling the layers of a cached step takes time, too, but not that of the step. */
const secondsRun = ({ outcome, seconds }: Step): number =>
  outcome === 'built' || outcome === 'failed' ? seconds : 0

const bar = (share: number): string => '▇'.repeat(Math.round(share * BAR_WIDTH))

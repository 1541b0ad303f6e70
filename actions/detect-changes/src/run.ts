import type { Context } from '@ci-kit/core/event'
import type { PullRequests } from '@ci-kit/core/github'
import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import { planOf } from './base.ts'
import { type Detection, detect } from './detect.ts'
import { type Filter, parseFilters } from './filters.ts'
import type { History } from './history.ts'
import type { Inputs } from './inputs.ts'
import { outputsOf } from './outputs.ts'
import { report, summaryOf } from './report.ts'
import { select, selectAll } from './select.ts'

export type Ports = {
  readonly log: Log
  readonly summary: Summary
  readonly history: History
  readonly pullRequests: PullRequests
  /** The text of a filter file; rejects with a UserError. */
  readonly readFilters: (path: string) => string
}

/** Detects what changed and which filters that selects. */
export const run = async (inputs: Inputs, context: Context, ports: Ports): Promise<Outputs> => {
  const filters = filtersOf(inputs, ports)
  const detection = await detect(planOf(context, inputs), ports)
  if (detection.kind === 'unknown') tellUnknown(ports.log, detection)
  return answer(filters, detection, inputs, ports)
}

const tellUnknown = (log: Log, { reason, byNature }: Detection & { kind: 'unknown' }): void => {
  if (byNature) log.notice(`Every filter is selected: ${reason}.`)
  else log.warning(`Every filter is selected, because what changed is not known: ${reason}.`)
}

const filtersOf = ({ filters }: Inputs, { readFilters }: Ports): readonly Filter[] =>
  filters.kind === 'text'
    ? parseFilters(filters.text, "Input 'filters'")
    : parseFilters(readFilters(filters.path), `Filter file ${filters.path}`)

const answer = (
  filters: readonly Filter[],
  detection: Detection,
  { listFiles }: Inputs,
  { log, summary }: Ports,
): Outputs => {
  const selections =
    detection.kind === 'unknown' ? selectAll(filters) : select(filters, detection.changes)
  report(log, selections, detection)
  summary.append(summaryOf(selections, detection))
  const { outputs, leftOut } = outputsOf(selections, detection, listFiles)
  if (leftOut.length > 0) {
    log.warning(
      `The lists of files are too long for the outputs of a job (1 MB), so these are not set: ${leftOut.map((filter) => `${filter}_files`).join(', ')}. The filters themselves and their counts are right.`,
    )
  }
  return outputs
}

import { code, plain, table } from '@ci-kit/core/markdown'
import type { Plan } from '../plan/plan.ts'
import { jobsOf } from './jobs.ts'
import { verdictOf } from './log-plan.ts'
import { picture } from './picture.ts'

/** More than these are for the search in the log. */
const MAX_ROWS = 100

/** The plan as Markdown for the job summary. */
export const summaryOf = (plan: Plan): string => {
  const jobs = jobsOf(plan)
  if (jobs.length === 0) return '### Pipeline: no job has to run\n'
  const rows = jobs
    .slice(0, MAX_ROWS)
    .map(({ job, component, what, where }) => [job, code(component), code(what), code(where)])
  const more = jobs.length - MAX_ROWS
  return [
    `### Pipeline: ${jobs.length} jobs`,
    plain(verdictOf(plan)),
    table(['Job', 'Component', 'What', 'Where'], rows),
    ...(more > 0 ? [`… and ${more} more: the log has all of them.`] : []),
    ...(picture(plan) ?? []),
    '',
  ].join('\n\n')
}

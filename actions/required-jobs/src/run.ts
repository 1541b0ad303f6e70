import { FailedResult } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import type { Inputs } from './inputs.ts'
import { readJobMap } from './job-map.ts'
import { policyOf } from './policy.ts'
import { type Finding, problemOf, report, summaryOf } from './report.ts'
import { verdictsOf, withoutJob } from './verdict.ts'

export type Ports = { readonly log: Log; readonly summary: Summary }

/** Judges the jobs before this one. Rejects with a {@link FailedResult} when one of them does not pass. */
export const run = async (inputs: Inputs, { log, summary }: Ports): Promise<Outputs> => {
  const policy = policyOf(inputs, await readJobMap(inputs.jobs))
  const finding = {
    verdicts: verdictsOf(inputs.needs, policy),
    explanation: policy.explanation,
    withoutJob: withoutJob(inputs.needs, policy),
  }
  report(log, finding)
  summary.append(summaryOf(finding))
  const problem = problemOf(finding)
  const outputs = outputsOf(finding, problem === undefined)
  if (problem !== undefined) throw new FailedResult(problem, outputs, { title: 'Required jobs' })
  return outputs
}

const outputsOf = ({ verdicts }: Finding, passed: boolean): Outputs => ({
  verdict: passed ? 'passed' : 'failed',
  failed: verdicts.filter(({ passes }) => !passes).map(({ id }) => id),
  skipped: verdicts
    .filter(({ passes, result }) => passes && result === 'skipped')
    .map(({ id }) => id),
})

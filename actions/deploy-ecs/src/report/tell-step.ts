import { stackOf, UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { Summary } from '@ci-kit/core/summary'
import { logReport } from '@ci-kit/ecs/report/log-lines'
import { joinedSentence } from '@ci-kit/ecs/report/sentence'
import { stepSummary } from '@ci-kit/ecs/report/summary'
import type { DeployedService } from '../deploy/deployed-service.ts'
import { serviceReports } from './service-reports.ts'
import { isGood, stepOutcome } from './step-outcome.ts'

/** Where the story of a step goes; no summary where none is wanted. */
export type Told = { readonly log: Log; readonly summary?: Summary }

/** Tells how every service ended, and answers the message that fails the step; undefined when it is green. */
export const tellStep = (
  services: readonly DeployedService[],
  verification: readonly string[],
  { log, summary }: Told,
): string | undefined => {
  const reports = serviceReports(services)
  logReport(log, reports)
  // A defect of the action: its message is told, and its place where the debug log is on.
  for (const { end } of services)
    if (end.kind === 'broken' && !(end.error instanceof UserError)) log.debug(stackOf(end.error))
  for (const { name } of services.filter(runsNothing))
    log.notice(
      `${name} runs no task, because its desired count is 0: nobody has seen the new release run.`,
    )
  summary?.append(stepSummary({ services: reports, verification, ledgerUrl: undefined }))
  const isHeldByPause = stepOutcome(services) === 'paused'
  const bad = reports.filter((_, at) => {
    const end = services[at]?.end
    if (end === undefined || isGood(end)) return false
    // What waits for a paused service is no failure of its own.
    return !(isHeldByPause && end.kind === 'not-started')
  })
  return bad.length === 0 ? undefined : joinedSentence(bad)
}

/** ECS calls it a success, and there is nothing that could have failed. */
const runsNothing = ({ end, codeDeployment }: DeployedService): boolean =>
  end.kind === 'watched' &&
  end.result.outcome.kind === 'succeeded' &&
  end.result.progress.target?.requested === 0 &&
  codeDeployment === ''

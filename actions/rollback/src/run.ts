import { FailedResult, UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Service } from '@ci-kit/ecs/model/service'
import { endingsOf } from './act/endings.ts'
import { outputsOf } from './outputs.ts'
import type { Planned } from './plan/plan.ts'
import { planService } from './plan/plan-service.ts'
import type { Ports } from './ports.ts'
import { failureMessage, overallOutcome } from './report/sentences.ts'
import { summaryOf } from './report/summary.ts'
import { tellPlans, tellResults } from './report/tell.ts'
import type { Settings } from './settings.ts'

const AT_ONCE = 4

/**
 * Rolls the services back, each to its own target. Reads and checks all of
 * them first: when one is refused, nothing is changed. Rejects with a
 * `FailedResult` that holds the outputs unless every service runs its target
 * and the ledger knows of it.
 */
export const run = async (settings: Settings, ports: Ports): Promise<Outputs> => {
  const services = await describedServices(settings, ports)
  const planned = await inParallel(services, AT_ONCE, (service) =>
    planService(service, settings, ports),
  )
  tellPlans(planned, ports.log)
  const plans = planned.flatMap(({ plan }) => plan ?? [])
  const isRefused = plans.length < planned.length
  const endings = settings.dryRun || isRefused ? [] : await endingsOf(plans, settings, ports)
  const outcome = settings.dryRun ? 'dry-run' : isRefused ? 'refused' : overallOutcome(endings)
  tellResults(endings, ports.log)
  const report = { outcome, planned, endings, reason: settings.reason }
  if (settings.summary) ports.summary.append(summaryOf(report))
  const outputs = outputsOf(report)
  if (settings.dryRun) warnOfRefusals(planned, ports)
  const message = settings.dryRun ? undefined : failureMessage(report)
  if (message !== undefined) throw new FailedResult(message, outputs)
  return outputs
}

const describedServices = async (
  { services }: Settings,
  { ecs }: Pick<Ports, 'ecs'>,
): Promise<readonly Service[]> => {
  const { found, failures } = await ecs.services.describe(services)
  const [failure] = failures
  if (failure !== undefined) {
    throw new UserError(
      `Service ${visible(failure.arn, 300)} cannot be read: ${visible(failure.reason, 200)}. Check inputs 'service', 'cluster' and 'aws-region'. Nothing was changed.`,
    )
  }
  if (found.length === services.length) return found
  throw new UserError(
    `ECS told of ${found.length} services, and ${services.length} were asked for. Name each service once. Nothing was changed.`,
  )
}

const warnOfRefusals = (planned: readonly Planned[], { log }: Pick<Ports, 'log'>): void => {
  for (const { service, refusal } of planned) {
    if (refusal !== undefined) log.warning(`${service} would not be rolled back. ${refusal}`)
  }
}

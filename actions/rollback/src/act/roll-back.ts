import { UserError } from '@ci-kit/core/errors'
import { causeSentence } from '@ci-kit/ecs/report/cause-text'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import type { Plan } from '../plan/plan.ts'
import { planService } from '../plan/plan-service.ts'
import type { Ports } from '../ports.ts'
import type { Settings } from '../settings.ts'
import { type Ending, reasonOf } from './ending.ts'
import { beginRecord, type Recorded } from './record.ts'
import { stopActive } from './stop-active.ts'
import { updateTo } from './update-service.ts'

/** Ends of which somebody wants to know the cause. */
const DIAGNOSED: readonly OutcomeKind[] = ['failed', 'rolled-back', 'timed-out']
const NOT_RECORDED: Recorded = { record: undefined, unrecorded: undefined }

/** Does what the plan says, with one UpdateService at most. Rejects only for defects and cancellations. */
export const rollBack = async (plan: Plan, settings: Settings, ports: Ports): Promise<Ending> => {
  try {
    return await (plan.stop === undefined
      ? update(plan, settings, ports)
      : stopFirst(plan, plan.stop, settings, ports))
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return endingOf(plan, 'failed', thrown.message)
  }
}

const stopFirst = async (
  plan: Plan,
  stop: NonNullable<Plan['stop']>,
  settings: Settings,
  ports: Ports,
): Promise<Ending> => {
  const stopped = await stopActive(plan, stop, ports)
  if (stopped.kind === 'ended') return again(plan, settings, ports)
  if (stopped.kind === 'stopped' && stopped.result.outcome.kind !== 'rolled-back') {
    const { result } = stopped
    const { kind } = result.outcome
    if (kind === 'succeeded') return again(plan, settings, ports)
    return { ...endingOf(plan, kind, reasonOf(result)), result }
  }
  if (plan.update !== undefined) return update(plan, settings, ports)
  const recorded = await beginRecord(plan, stop.source, settings, ports)
  const result = stopped.kind === 'stopped' ? stopped.result : undefined
  return finished(plan, stop.source, recorded, result, ports)
}

/** The deployment ended between two calls: what was planned may be wrong. */
const again = async (old: Plan, settings: Settings, ports: Ports): Promise<Ending> => {
  const { found } = await ports.ecs.services.describe([old.service.arn])
  const [service] = found
  if (service === undefined) return endingOf(old, 'failed', 'The service is not there any more.')
  const { plan, refusal } = await planService(service, settings, ports)
  if (plan === undefined) return endingOf(old, 'refused', refusal)
  if (plan.stop === undefined) return update(plan, settings, ports)
  return endingOf(old, 'refused', 'A further deployment began meanwhile. Run the rollback again.')
}

const update = async (plan: Plan, settings: Settings, ports: Ports): Promise<Ending> => {
  if (plan.update === undefined) return endingOf(plan, 'failed', 'There is nothing to go back to.')
  const { taskDefinition, started } = await updateTo(plan, plan.update, ports)
  const [recorded, result] = await Promise.all([
    beginRecord(plan, taskDefinition, settings, ports),
    ports.watch(started),
  ])
  const ending = await finished(plan, taskDefinition, recorded, result, ports)
  if (!DIAGNOSED.includes(result.outcome.kind)) return ending
  const diagnosis = await ports.diagnose(plan.service, started, result)
  const reason = [ending.reason, causeSentence(diagnosis)].filter((text) => text !== '').join(' ')
  return { ...ending, reason, diagnosis }
}

/** Looks whether the service is set to the target in the end. */
const finished = async (
  plan: Plan,
  taskDefinition: string,
  recorded: Recorded,
  result: RolloutResult | undefined,
  { ecs }: Ports,
): Promise<Ending> => {
  const ending = { ...endingOf(plan, 'succeeded', ''), ...recorded, taskDefinition, result }
  const serviceDeployment = result?.progress.deployment
  const isStopped = plan.update === undefined
  const kind = result?.outcome.kind ?? 'succeeded'
  if (result !== undefined && !isStopped && kind !== 'succeeded') {
    return { ...ending, serviceDeployment, outcome: kind, reason: reasonOf(result) }
  }
  const { found } = await ecs.services.describe([plan.service.arn])
  const primary = found[0]?.deployments.find(({ status }) => status === 'PRIMARY')
  const runs = primary?.taskDefinition ?? found[0]?.taskDefinition
  if (runs === taskDefinition) return { ...ending, serviceDeployment }
  const reason = `The service is set to ${runs ?? 'nothing'} and not to ${taskDefinition}.`
  return { ...ending, serviceDeployment, outcome: 'failed', reason }
}

const endingOf = (plan: Plan, outcome: Ending['outcome'], reason: string): Ending => ({
  service: plan.service.name,
  plan,
  outcome,
  reason,
  taskDefinition: '',
  serviceDeployment: undefined,
  ...NOT_RECORDED,
  result: undefined,
  diagnosis: undefined,
})

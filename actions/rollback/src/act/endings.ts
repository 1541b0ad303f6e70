import type { Plan } from '../plan/plan.ts'
import type { Ports } from '../ports.ts'
import type { Settings } from '../settings.ts'
import type { Ending } from './ending.ts'
import { endRecord } from './record.ts'
import { rollBack } from './roll-back.ts'

/** Rolls all back side by side, asks for the health of the whole at the end, and tells the ledger. */
export const endingsOf = async (
  plans: readonly Plan[],
  settings: Settings,
  ports: Ports,
): Promise<readonly Ending[]> => {
  const rolled = await Promise.all(plans.map((plan) => rollBack(plan, settings, ports)))
  const checked = await withHealth(rolled, ports)
  return Promise.all(
    checked.map(async (ending): Promise<Ending> => {
      const { plan, outcome } = ending
      // ECS goes on when the job is cancelled, so the record has no end yet.
      if (outcome === 'refused' || outcome === 'cancelled') return ending
      return { ...ending, ...(await endRecord(ending, plan, outcome, settings, ports)) }
    }),
  )
}

const withHealth = async (
  endings: readonly Ending[],
  { unhealthy }: Ports,
): Promise<readonly Ending[]> => {
  const isDone = endings.every(({ outcome }) => outcome === 'succeeded')
  const problem = isDone ? await unhealthy?.() : undefined
  if (problem === undefined) return endings
  const reason = `The rollback is done, and the health check still fails: ${problem}`
  return endings.map((ending) => ({ ...ending, outcome: 'failed', reason }))
}

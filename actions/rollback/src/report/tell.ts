import { alignedRows } from '@ci-kit/core/aligned-rows'
import { counted } from '@ci-kit/core/amounts'
import { type Log, visible } from '@ci-kit/core/log'
import type { Ending } from '../act/ending.ts'
import { nameOf } from '../choose/release.ts'
import type { Candidate, Planned } from '../plan/plan.ts'

/** What would be done and what could be chosen, before anything is changed. */
export const tellPlans = (planned: readonly Planned[], log: Log): void => {
  for (const { service, plan, refusal, candidates, notes } of planned) {
    log.group(`Candidates of ${visible(service, 200)}`)
    for (const row of alignedRows(candidates.map(cellsOf))) log.info(row)
    for (const note of notes) log.info(note)
    log.endGroup()
    if (plan === undefined) {
      log.info(`${service}: refused. ${refusal}`)
      continue
    }
    const stop =
      plan.stop === undefined ? '' : ` Deployment ${plan.stop.deployment.arn} is stopped.`
    log.info(`${service}: from ${plan.from.taskDefinition} to ${nameOf(plan.target)}.${stop}`)
    for (const warning of plan.warnings) log.warning(`${service}: ${warning}`)
  }
}

/** What came of it. */
export const tellResults = (endings: readonly Ending[], log: Log): void => {
  for (const { service, outcome, taskDefinition, reason } of endings) {
    const said = outcome === 'succeeded' ? `runs ${taskDefinition}.` : `${outcome}. ${reason}`
    log.info(`${service}: ${said}`)
  }
}

const cellsOf = ({ release, excluded, commits }: Candidate): readonly string[] => [
  visible(nameOf(release), 200),
  release.at === 0 ? '' : new Date(release.at).toISOString(),
  excluded ?? 'good',
  commits === undefined ? '' : `takes out ${counted(commits.total, 'commit')}`,
]

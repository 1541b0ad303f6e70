import type { Deployed } from './deploy-job.ts'
import { type Expected, sentences } from './expected.ts'

/** What has to be true of a deployment or rollback. */
export type DeployFacts = {
  readonly outcome: 'succeeded' | 'unchanged' | 'rolled-back'
  /** One for each service, in their order. */
  readonly taskDefinitions: readonly string[]
  /** Nothing is written at AWS. */
  readonly changesNothing?: true
  /** How its tasks have to end; the step has to be red then. */
  readonly exitCode?: number
}

/** What does not hold of a deployment or rollback, as sentences. */
export const brokenDeploy = (title: string, facts: DeployFacts, deployed: Deployed): string[] =>
  sentences(title, [
    ['the outcome', deployed.outcome, facts.outcome],
    ['the exit code of the step', deployed.exitCode, facts.exitCode === undefined ? 0 : 1],
    ['the exit code of the tasks', list(deployed.exitCodes), list([facts.exitCode ?? []].flat())],
    ['the task definition', list(deployed.taskDefinitions), list(facts.taskDefinitions)],
    ...writes(facts, deployed),
  ])

const writes = ({ changesNothing }: DeployFacts, deployed: Deployed): Expected =>
  changesNothing ? [['the number of changes at AWS', deployed.writes, 0]] : []

const list = (values: readonly (string | number)[]): string => values.join(', ') || 'none'

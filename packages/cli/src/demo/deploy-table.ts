import { aligned, rounded, tenths } from './aligned.ts'
import type { ToldDeploy } from './deploy-story.ts'

const DEPLOY_HEADER = ['step (simulated ECS)', 'outcome', 'task definitions', 'changes', 'seconds']

/** The table of deployments; `firstNumber` is that of the first one in the story. */
export const renderDeployments = (
  deployments: readonly ToldDeploy[],
  firstNumber: number,
): string =>
  aligned(
    [DEPLOY_HEADER, ...deployments.map((told, index) => deployRow(told, firstNumber + index))],
    ['changes', 'seconds'],
  )

const deployRow = (told: ToldDeploy, number: number): string[] => {
  const step = `${number} ${told.title}`
  if ('leftOut' in told) return [step, `left out: ${told.leftOut}`, '', '', '']
  const { outcome, taskDefinitions, exitCodes, writes, seconds } = told.deployed
  const why = exitCodes.length === 0 ? '' : ` (exit code ${exitCodes.join(', ')})`
  return [step, `${outcome}${why}`, taskDefinitions.join(' '), String(writes), tenths(seconds)]
}

/** The same for scripts. */
export const deployJson = (told: ToldDeploy) =>
  'leftOut' in told
    ? { step: told.title, leftOut: told.leftOut }
    : { step: told.title, ...told.deployed, seconds: rounded(told.deployed.seconds) }

import { setTimeout as pause } from 'node:timers/promises'
import { actionFolder } from '../e2e/actions.ts'
import { type Told, tell } from './deploy-ecs-told.ts'
import { TRUTH_SCENARIOS, type TruthScenario } from './deploy-ecs-truth-scenarios.ts'
import type { Measured } from './report.ts'

type Row = {
  readonly scenario: TruthScenario
  readonly ours: Told
  readonly peer: Told | undefined
}

/** Starts of programs are spread, so that a small machine does not make anybody late. */
const APART_MS = 1_500

/**
 * The same deployments to the same simulated AWS by this bundle and by the
 * peer's, an unpacked release of amazon-ecs-deploy-task-definition, where its
 * folder is given. Writes the table that the README shows. Takes two minutes.
 */
export const deployEcsTruthBench = async (
  peer: string | undefined,
): Promise<readonly Measured[]> => {
  // Each program that runs listens for the end of this one.
  process.setMaxListeners(4 * TRUTH_SCENARIOS.length)
  const rows = await Promise.all(
    TRUTH_SCENARIOS.map(async (scenario, at): Promise<Row> => {
      await pause(at * 2 * APART_MS)
      const ours = tell(scenario, actionFolder('deploy-ecs'))
      await pause(APART_MS)
      const [own, others] = await Promise.all([
        ours,
        peer === undefined ? undefined : tell(scenario, peer),
      ])
      return { scenario, ours: own, peer: others }
    }),
  )
  process.stderr.write(`${truthTable(rows)}\n`)
  return [
    {
      name: 'scenarios of which the truth is told',
      value: rows.filter(({ ours }) => ours.isRight).length,
      unit: ` of ${rows.length}`,
      goal: { atLeast: rows.length },
    },
  ]
}

const truthTable = (rows: readonly Row[]): string =>
  [
    ['What happens', 'The truth', '`deploy-ecs`', 'peer', 'Seconds late', 'peer'],
    Array.from({ length: 6 }, () => '---'),
    ...rows.map(({ scenario: { name, truth }, ours, peer }) => [
      name,
      truth,
      said(ours),
      peer ? said(peer) : '',
      ours.seconds,
      peer?.seconds ?? '',
    ]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

/** What is wrong stands out. */
const said = ({ isRight, words }: Told): string => (isRight ? words : `**${words}**`)

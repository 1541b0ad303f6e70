import { isMarked } from '@ci-kit/ecs/ledger/releases'
import { type Choice, chooseTarget, judged, type Situation } from '../choose/choose-target.ts'
import type { Release } from '../choose/release.ts'
import type { Ports } from '../ports.ts'
import type { Settings } from '../settings.ts'

/** As many as one page of revisions has. */
const MOST_ASKED = 20
const MOST_REVISIONS = 20

/** Chooses, and asks the ledger only about what was chosen: `situation.failed` grows by what it denies. */
export const findTarget = async (
  situation: Situation,
  { wanted, allowBad, allowUnproven }: Settings,
  ports: Pick<Ports, 'ecs' | 'ledger'>,
): Promise<{ readonly choice: Choice; readonly failed: ReadonlySet<string> }> => {
  const failed = new Set(situation.failed)
  let choice = chooseTarget(wanted, { ...situation, failed })
  for (let asked = 0; asked < MOST_ASKED && 'target' in choice; asked += 1) {
    const insists = allowBad && wanted.kind === 'named'
    if (insists || (await ranWell(choice.target, ports))) return { choice, failed }
    failed.add(choice.target.taskDefinition)
    choice = chooseTarget(wanted, { ...situation, failed })
  }
  if ('target' in choice) {
    choice = { refusal: `The ledger calls none of the last ${MOST_ASKED} releases successful.` }
  }
  if (!allowUnproven || wanted.kind === 'named' || wanted.steps > 1) return { choice, failed }
  const unproven = await unprovenRelease({ ...situation, failed }, ports)
  return { choice: unproven ? { target: unproven, passedOver: [] } : choice, failed }
}

/** What ECS calls successful may have failed its health check afterwards, which only the ledger knows. */
export const ranWell = async (
  { entry, proof }: Release,
  { ledger }: Pick<Ports, 'ledger'>,
): Promise<boolean> => {
  if (entry === undefined || ledger === undefined) return proof === 'service-deployment'
  const state = await ledger.state(entry)
  return proof === 'ledger' ? state === 'succeeded' : state !== 'failed'
}

/** The newest earlier revision of the family that nobody has anything against. */
const unprovenRelease = async (
  situation: Situation,
  { ecs }: Pick<Ports, 'ecs'>,
): Promise<Release | undefined> => {
  const { current, bad } = situation
  const [, family = '', revision = ''] = /\/([^/:]+):(\d+)$/.exec(current.taskDefinition) ?? []
  const out = new Set(
    judged(situation).flatMap(({ release, excluded }) =>
      excluded ? [release.taskDefinition] : [],
    ),
  )
  const arns = await ecs.taskDefinitions.list(family, 'ACTIVE', MOST_REVISIONS)
  const taskDefinition = arns.find(
    (arn) =>
      Number(/:(\d+)$/.exec(arn)?.[1]) < Number(revision) &&
      !out.has(arn) &&
      !isMarked({ taskDefinition: arn, digests: {} }, bad),
  )
  if (taskDefinition === undefined) return undefined
  const nothing = { serviceDeployment: undefined, serviceRevision: undefined, entry: undefined }
  return { taskDefinition, digests: {}, ...nothing, at: 0, proof: 'unproven' }
}

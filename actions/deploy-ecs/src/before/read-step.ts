import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { FailedResult, UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Answer } from '@ci-kit/ecs/ecs'
import { unproven } from '@ci-kit/ecs/gate/unproven'
import type { Service } from '@ci-kit/ecs/model/service'
import { wavesOf } from '../group/order.ts'
import type { Inputs } from '../inputs.ts'
import { plannedOutputs } from '../outputs.ts'
import { withOutputsSoFar } from '../outputs-so-far.ts'
import { decide } from '../plan/decide.ts'
import { type Planned, rolls } from '../plan/plan-json.ts'
import { prepare } from '../plan/prepare.ts'
import type { Prepared } from '../plan/prepared.ts'
import { sharingEquals } from '../plan/sharing-equals.ts'
import type { Ports } from '../run.ts'
import { deployedDefinitions } from '../schedules/deployed-definitions.ts'
import type { ScheduleOutcome } from '../schedules/update-schedules.ts'
import { checkOneOffTask } from '../tasks/one-off-task.ts'
import { tellFindings } from './checked.ts'
import { imagesToVerify, type VerifyImages, verificationLines } from './verified.ts'

/** All that is known before the first change. */
export type ReadStep = {
  readonly planned: readonly Planned[]
  readonly schedules: readonly ScheduleOutcome[]
  /** What the gate said, for the summary. */
  readonly verification: readonly string[]
  readonly outputs: Outputs
}

/**
 * Reads, verifies and checks, and changes nothing. Rejects with a
 * {@link FailedResult} that says what is known, for all that could not be
 * deployed as it is wanted.
 */
export const readStep = async (inputs: Inputs, ports: Ports): Promise<ReadStep> => {
  const verify = await ports.gate?.()
  const prepared = await prepareAll(inputs, ports)
  const planned = prepared.map((each) => ({ prepared: each, decision: decide(each) }))
  const files = await ports.writeDocuments(prepared.map(({ name, document }) => [name, document]))
  const outputs = plannedOutputs(planned, files)
  return withOutputsSoFar(
    () => outputs,
    async () => {
      const verdict = await verified(prepared, verify, inputs, outputs)
      const verification = verdict === undefined ? [] : verificationLines(verdict)
      for (const line of verification) ports.log.info(line)
      checkOneOffTask(prepared, inputs)
      const schedules = await scheduled(prepared, ports)
      await check(planned, inputs, ports)
      const isStale = schedules.some(({ state }) => state === 'stale')
      return {
        planned,
        schedules,
        verification,
        outputs: {
          ...outputs,
          ...(isStale && { changed: true }),
          verified: verdict !== undefined,
        },
      }
    },
  )
}

const NONE: Answer<Service> = { found: [], failures: [] }

const prepareAll = async ({ requests }: Inputs, ports: Ports): Promise<readonly Prepared[]> => {
  const names = requests.flatMap(({ service }) => service ?? [])
  const answer = names.length === 0 ? NONE : await ports.ecs.services.describe(names)
  const prepared = await Promise.all(
    requests.map((request) => prepare(request, answer, ports.prepare)),
  )
  // Names twice, unknown needs and circles are told before anything is verified.
  wavesOf(prepared.map(({ name, request: { needs } }) => ({ service: name, needs })))
  return sharingEquals(prepared)
}

const verified = async (
  prepared: readonly Prepared[],
  verify: VerifyImages | undefined,
  { gate }: Inputs,
  outputs: Outputs,
): Promise<Verdict | undefined> => {
  if (verify === undefined || gate === undefined) return undefined
  const verdict = await verify(imagesToVerify(prepared, gate.containers))
  const problem = unproven(verdict)
  if (problem === undefined) return verdict
  throw new FailedResult(`Nothing was deployed. ${problem}`, outputs)
}

/** A schedule that cannot be set is known before the release is there. */
const scheduled = async (
  prepared: readonly Prepared[],
  { schedules }: Ports,
): Promise<readonly ScheduleOutcome[]> => {
  const outcomes = (await schedules?.find(deployedDefinitions(prepared))) ?? []
  const failed = outcomes.filter(({ state }) => state === 'failed')
  if (failed.length === 0) return outcomes
  throw new UserError(['Nothing was changed.', ...failed.map(({ message }) => message)].join(' '))
}

/** What is neither registered nor replaced needs no check. */
const check = async (
  planned: readonly Planned[],
  { preflight }: Inputs,
  ports: Ports,
): Promise<void> => {
  if (preflight === 'false') return
  const wanted = planned.filter((each) => each.prepared.equal === undefined || rolls(each))
  const findings = await Promise.all(wanted.map(({ prepared }) => ports.preflight(prepared)))
  tellFindings(findings.flat(), preflight === 'true', ports.log)
}

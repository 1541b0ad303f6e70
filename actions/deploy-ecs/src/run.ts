import { FailedResult, UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import type { Ecs } from '@ci-kit/ecs/ecs'
import type { OneOffTask, TaskResult } from '@ci-kit/ecs/tasks/one-off-task'
import { type NewerCommit, refuseOlder } from './before/newer-commit.ts'
import { type ReadStep, readStep } from './before/read-step.ts'
import type { VerifyImages } from './before/verified.ts'
import { type DeployPorts, deployServices } from './deploy/deploy-services.ts'
import type { DeployedService } from './deploy/deployed-service.ts'
import { deploymentsOf } from './deploy/deployment.ts'
import { registered } from './deploy/register.ts'
import type { Inputs } from './inputs.ts'
import { deployedOutputs, NOTHING_DONE, registeredOutputs } from './outputs.ts'
import { withOutputsSoFar } from './outputs-so-far.ts'
import type { PreparePorts } from './plan/prepare.ts'
import type { Prepared } from './plan/prepared.ts'
import type { Finding } from './preflight/finding.ts'
import { tellPlan } from './report/plan-report.ts'
import { isSteady } from './report/step-outcome.ts'
import { tellStep } from './report/tell-step.ts'
import type { ScheduleOutcome } from './schedules/update-schedules.ts'
import { setSchedules, tellLeftOut } from './tasks/after-deployment.ts'
import { oneOffTask } from './tasks/one-off-task.ts'

export type Ports = {
  readonly log: Log
  readonly summary: Summary
  readonly ecs: Pick<Ecs, 'services' | 'taskDefinitions'>
  readonly prepare: PreparePorts
  /** Why nothing may be written in this run; undefined when it may. */
  readonly untrusted: string | undefined
  /** Reads the policy; undefined where there is none. Rejects with a `UserError` for one that cannot be used. */
  readonly gate: (() => Promise<VerifyImages>) | undefined
  /** Undefined where an older commit may be deployed. */
  readonly newerCommit: NewerCommit | undefined
  readonly commit: string
  preflight(prepared: Prepared): Promise<readonly Finding[]>
  /** Writes the documents for the steps that follow; answers their paths. */
  writeDocuments(
    documents: readonly (readonly [name: string, document: Json])[],
  ): Promise<readonly string[]>
  runTask(task: OneOffTask): Promise<TaskResult>
  /** Undefined where no scheduled task is named. */
  readonly schedules: Schedules | undefined
  readonly deploy: DeployPorts
  /** Ends pauses and watches on. */
  continued(action: 'CONTINUE' | 'ROLLBACK'): Promise<readonly DeployedService[]>
}

type Schedules = {
  /** Reads only; `taskDefinitions` that are not registered yet have no revision. */
  find(taskDefinitions: readonly string[]): Promise<readonly ScheduleOutcome[]>
  /** Sets those of their families. `taskDefinitions`: ARNs. */
  update(taskDefinitions: readonly string[]): Promise<readonly ScheduleOutcome[]>
}

/**
 * Deploys what the inputs name: everything is read, verified and checked before
 * the first change. Rejects with a {@link FailedResult} that holds the outputs
 * unless every service is as it should be.
 */
export const run = async (inputs: Inputs, ports: Ports): Promise<Outputs> => {
  refuseUntrusted(inputs, ports)
  if (inputs.continue !== undefined) return goOn(inputs.continue, inputs, ports)
  const read = await readStep(inputs, ports)
  return inputs.mode === 'plan' ? plan(read, inputs, ports) : deploy(read, inputs, ports)
}

const refuseUntrusted = ({ mode }: Inputs, { untrusted }: Ports): void => {
  if (untrusted === undefined || mode === 'plan') return
  throw new UserError(
    `Nothing is deployed, because ${untrusted}. Deploy on push, or set 'mode: plan' to see what would change.`,
  )
}

const plan = (
  { planned, schedules, verification, outputs }: ReadStep,
  { summary }: Inputs,
  ports: Ports,
): Outputs => {
  tellPlan(planned, schedules, verification, summary ? ports : { log: ports.log })
  return { ...outputs, outcome: 'planned' }
}

const deploy = async (read: ReadStep, inputs: Inputs, ports: Ports): Promise<Outputs> => {
  await refuseOlder(read.planned, ports.newerCommit, ports.commit, read.outputs)
  const prepared = read.planned.map((each) => each.prepared)
  const arns: string[] = []
  const begun = () => registeredOutputs(read.outputs, arns)
  const early = await withOutputsSoFar(begun, async () => {
    const { taskDefinitions } = ports.ecs
    for await (const arn of registered(prepared, { ...ports, taskDefinitions })) arns.push(arn)
    return oneOffTask('before', prepared, arns, begun(), inputs, ports)
  })
  const services = await deployServices(deploymentsOf(prepared, arns), ports.deploy)
  const outputs = deployedOutputs(begun(), services, early)
  tell(services, outputs, read.verification, inputs, ports)
  if (!isSteady(services)) {
    tellLeftOut(inputs, ports)
    return outputs
  }
  const failed = { ...outputs, outcome: 'failed' }
  return withOutputsSoFar(
    () => failed,
    async () => {
      const late = await oneOffTask('after', prepared, arns, failed, inputs, ports)
      const ran = { 'run-task-arn': JSON.stringify([...early, ...late]) }
      await setSchedules(arns, { ...failed, ...ran }, ports)
      return { ...outputs, ...ran }
    },
  )
}

/** Ends pauses instead of deploying. */
const goOn = async (
  action: 'CONTINUE' | 'ROLLBACK',
  inputs: Inputs,
  ports: Ports,
): Promise<Outputs> => {
  const services = await ports.continued(action)
  const outputs = deployedOutputs({ ...NOTHING_DONE, changed: true }, services, [])
  tell(services, outputs, [], inputs, ports)
  if (!isSteady(services)) {
    tellLeftOut(inputs, ports)
    return outputs
  }
  const arns = services.map(({ taskDefinition }) => taskDefinition)
  await setSchedules(arns, outputs, ports)
  return outputs
}

/** Tells how all ended; throws unless that is well. */
const tell = (
  services: readonly DeployedService[],
  outputs: Outputs,
  verification: readonly string[],
  { summary }: Inputs,
  ports: Ports,
): void => {
  const problem = tellStep(services, verification, summary ? ports : { log: ports.log })
  if (problem !== undefined) throw new FailedResult(problem, outputs)
}

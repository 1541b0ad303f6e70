import type { CodeDeploy } from '../codedeploy/codedeploy.ts'
import { deploymentRequest } from '../codedeploy/deployment-request.ts'
import { startCodeDeploy } from '../codedeploy/start.ts'
import type { Prepared } from '../plan/prepared.ts'
import type { Started } from './started.ts'

/** Starts the blue/green deployment by CodeDeploy that was planned, once. */
export const startCodeDeployment = async (
  { name, codeDeploy: plan, request }: Prepared,
  taskDefinition: string,
  codeDeploy: Pick<CodeDeploy, 'create'>,
): Promise<Started> => {
  if (plan === undefined) throw new Error(`Nothing was planned of CodeDeploy for ${name}.`)
  const { place, group, target, limitMs } = plan
  const wanted = deploymentRequest(place, plan.appSpec(taskDefinition), request.codeDeploy)
  const deployment = await startCodeDeploy(codeDeploy, place, wanted)
  const { rollsBackOnFailure } = group
  return {
    kind: 'codedeploy',
    rollout: { service: name, deployment, target, limitMs, rollsBackOnFailure },
  }
}

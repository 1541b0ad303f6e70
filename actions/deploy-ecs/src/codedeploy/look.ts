import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { DeploymentTarget } from './codedeploy.ts'
import type { Seen } from './judge.ts'
import type { CodeDeployRollout, WatchPorts } from './watch.ts'

/** Reads all that is to be seen of a deployment. What only shows more may be refused, which is told once. */
export const look = (
  { deployment, target }: Pick<CodeDeployRollout, 'deployment' | 'target'>,
  { codeDeploy, signal, notice }: Pick<WatchPorts, 'codeDeploy' | 'signal' | 'notice'>,
): (() => Promise<Seen>) => {
  let maySeeTarget = true
  const targetSeen = async (): Promise<DeploymentTarget | undefined> => {
    if (!maySeeTarget) return undefined
    try {
      return await codeDeploy.target(deployment, target, signal)
    } catch (thrown) {
      if (signal?.aborted || !(thrown instanceof AwsRefusal)) throw thrown
      // There is no target yet when a deployment has only been created.
      if (thrown.denied) {
        maySeeTarget = false
        notice(`${thrown.message} The lifecycle events of CodeDeploy are not shown.`)
      }
      return undefined
    }
  }
  return async () => {
    const [state, seenTarget] = await Promise.all([
      codeDeploy.describe(deployment, signal),
      targetSeen(),
    ])
    const id = state.rollback?.deployment
    return {
      deployment: state,
      target: seenTarget,
      rollback: id === undefined ? undefined : await codeDeploy.describe(id, signal),
    }
  }
}

import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { CodeDeploy, DeploymentGroup } from './codedeploy.ts'
import type { CodeDeployPlace } from './deployment-request.ts'

/** The deployment group. Rejects with an {@link AwsRefusal} that names the inputs to correct. */
export const deploymentGroup = (
  codeDeploy: Pick<CodeDeploy, 'group'>,
  place: CodeDeployPlace,
): Promise<DeploymentGroup> =>
  explained(place, () => codeDeploy.group(place.application, place.group))

/** Starts a deployment, once, and answers its id. Rejects with an {@link AwsRefusal} that says what to do. */
export const startCodeDeploy = (
  codeDeploy: Pick<CodeDeploy, 'create'>,
  place: CodeDeployPlace,
  request: Json,
): Promise<string> => explained(place, () => codeDeploy.create(request))

const explained = async <T>(place: CodeDeployPlace, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (thrown) {
    const message = thrown instanceof AwsRefusal ? meaningOf(thrown, place) : undefined
    if (message === undefined || !(thrown instanceof AwsRefusal)) throw thrown
    throw new AwsRefusal(message, thrown)
  }
}

const meaningOf = (refusal: AwsRefusal, place: CodeDeployPlace): string | undefined => {
  const application = `'${visible(place.application, 200)}'`
  const group = `'${visible(place.group, 200)}'`
  switch (refusal.code) {
    // CodeDeploy runs one deployment in a group: "already has an active Deployment 'd-…'".
    case 'DeploymentLimitExceededException':
      return `Deployment group ${group} of CodeDeploy has another deployment in progress, or its limit is reached (${refusal.reason}). Nothing was changed. Wait for its end or stop it, then run the job again; 'concurrency' in the workflow keeps deployments apart.`
    case 'ApplicationDoesNotExistException':
      return `CodeDeploy has no application ${application}. Set 'codedeploy-application' to the one that deploys this service.`
    case 'DeploymentGroupDoesNotExistException':
      return `CodeDeploy has no deployment group ${group} in application ${application}. Set 'codedeploy-deployment-group' to the one that deploys this service.`
    case 'DeploymentConfigDoesNotExistException':
      return `CodeDeploy has no such deployment configuration (${refusal.reason}). Correct 'codedeploy-deployment-config'.`
    default:
      return undefined
  }
}

import { createHash } from 'node:crypto'
import type { Json } from '@ci-kit/core/json'

/** Where a service is deployed by CodeDeploy. */
export type CodeDeployPlace = { readonly application: string; readonly group: string }

/** The names that the console of ECS gives where the author gives none ('') . */
export const codeDeployPlace = (
  cluster: string,
  service: string,
  given: CodeDeployPlace,
): CodeDeployPlace => ({
  application: given.application || `AppECS-${cluster}-${service}`,
  group: given.group || `DgpECS-${cluster}-${service}`,
})

/** In UTF-16 units, from the API reference. */
const LONGEST_DESCRIPTION = 512

/** One CreateDeployment. `description` and `config` are left out when they are ''. */
export const deploymentRequest = (
  { application, group }: CodeDeployPlace,
  appSpec: Json,
  { description, config }: { readonly description: string; readonly config: string },
): Json => {
  const content = JSON.stringify(appSpec)
  const sha256 = createHash('sha256').update(content).digest('hex')
  return {
    applicationName: application,
    deploymentGroupName: group,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content, sha256 } },
    ...(description !== '' && { description: cut(description) }),
    ...(config !== '' && { deploymentConfigName: config }),
  }
}

const cut = (description: string): string =>
  description.length <= LONGEST_DESCRIPTION
    ? description
    : `${description.slice(0, LONGEST_DESCRIPTION - 1).replace(/[\ud800-\udbff]$/, '')}…`

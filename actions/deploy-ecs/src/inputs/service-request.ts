import { UserError } from '@ci-kit/core/errors'
import { flag, type InputReader, list, oneOf, optionalText } from '@ci-kit/core/inputs'
import { isObject, type Json, jsonIn } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { healthInputs } from '@ci-kit/ecs/health/health-inputs'
import type { ServiceSettings } from '@ci-kit/ecs/services/service-settings'
import { parseEdits } from '../edits/parse-edits.ts'
import type { ServiceRequest } from '../service-request.ts'
import { parseDeploymentSettings } from '../stages/deployment-settings.ts'
import { optionalCount } from '../stages/numbers.ts'
import { parseWaitUntil } from '../stages/wait-until.ts'
import { taskDefinitionSource } from './task-definition-source.ts'

/** Reads what is wanted of one service. `service`: its name or ARN, undefined to register only. */
export const serviceRequest = (
  from: InputReader,
  service: string | undefined,
  needs: readonly string[],
): ServiceRequest => ({
  service,
  needs,
  source: taskDefinitionSource(from, service),
  edits: parseEdits(from),
  keep: new Set(list(from, 'keep-null-value-keys')),
  settings: settings(from),
  create: optionalText(from, 'create'),
  codeDeploy: {
    appSpec: optionalText(from, 'codedeploy-appspec'),
    application: optionalText(from, 'codedeploy-application'),
    group: optionalText(from, 'codedeploy-deployment-group'),
    description: optionalText(from, 'codedeploy-deployment-description'),
    config: optionalText(from, 'codedeploy-deployment-config'),
  },
  until: parseWaitUntil(from.read('wait-until'), 'wait-until'),
  health: healthInputs(from),
})

/** The most that ECS takes. */
const MOST_TASKS = 5_000

const settings = (from: InputReader): ServiceSettings => {
  const desiredCount = optionalCount(from, 'desired-count', 0, MOST_TASKS)
  const deployment = parseDeploymentSettings(from)
  const volume = volumeConfiguration(from)
  const tags = tagSettings(from)
  return {
    ...(desiredCount !== undefined && { desiredCount }),
    ...(flag(from, 'force-new-deployment') && { forceNewDeployment: true }),
    ...tags,
    ...(volume !== undefined && { volumeConfigurations: [volume] }),
    ...(deployment !== undefined && { deployment }),
  }
}

const TAG_SOURCES = ['SERVICE', 'TASK_DEFINITION', 'NONE'] as const

const tagSettings = (from: InputReader): ServiceSettings => {
  const isManagedSet = optionalText(from, 'enable-ecs-managed-tags') !== ''
  const isSourceSet = optionalText(from, 'propagate-tags') !== ''
  return {
    ...(isManagedSet && { enableEcsManagedTags: flag(from, 'enable-ecs-managed-tags') }),
    ...(isSourceSet && { propagateTags: oneOf(from, 'propagate-tags', TAG_SOURCES) }),
  }
}

const volumeConfiguration = (from: InputReader): Json | undefined => {
  const name = optionalText(from, 'service-managed-ebs-volume-name')
  const text = optionalText(from, 'service-managed-ebs-volume')
  if (name === '' && text === '') return undefined
  if (name === '' || text === '')
    throw new UserError(
      "Inputs 'service-managed-ebs-volume-name' and 'service-managed-ebs-volume' belong together. Set both, or neither.",
    )
  const managedEBSVolume = jsonIn(text)
  if (isObject(managedEBSVolume)) return { name, managedEBSVolume }
  throw new UserError(
    `Input 'service-managed-ebs-volume' is '${visible(text, 100)}', which is no JSON object. Write the settings of the volume, such as '{"sizeInGiB": 10, "roleArn": "arn:aws:iam::…"}'.`,
  )
}

import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { FindAlarms } from '@ci-kit/ecs/adapters/alarms'
import type { FindEcrImage } from '@ci-kit/ecs/adapters/ecr-images'
import type { FindRole } from '@ci-kit/ecs/adapters/iam'
import type { HasLogGroup } from '@ci-kit/ecs/adapters/log-groups'
import type { FindParameters, FindSecret } from '@ci-kit/ecs/adapters/secrets'
import type { TargetGroups } from '@ci-kit/ecs/adapters/target-groups'
import { objectsAt } from '@ci-kit/ecs/model/read-members'
import type { Service } from '@ci-kit/ecs/model/service'
import type { ImageReference } from '@ci-kit/oci/reference'

/** What is about to be deployed, after all edits. */
export type Subject = {
  /** The task definition as it will be registered. */
  readonly taskDefinition: Json
  /** The service as it is, or as it will be created; undefined for a task definition alone. */
  readonly service: Pick<Service, 'name' | 'loadBalancers' | 'alarms' | 'document'> | undefined
  readonly region: string
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string
}

/** All only read. They reject with an AwsRefusal or a RegistryError, or with what cancelled the action. */
export type PreflightPorts = {
  readonly role: FindRole
  readonly secret: FindSecret
  readonly parameters: FindParameters
  readonly hasLogGroup: HasLogGroup
  readonly targetGroup: TargetGroups['find']
  readonly alarms: FindAlarms
  readonly ecrImage: FindEcrImage
  /** The platforms of an image, '' for one that the image does not name; undefined: there is no such image. */
  readonly platforms: (reference: ImageReference) => Promise<readonly string[] | undefined>
}

export type Container = {
  readonly name: string
  readonly image: string
  readonly document: Json
}

export const containersOf = ({ taskDefinition }: Subject): readonly Container[] =>
  objectsAt(taskDefinition, 'containerDefinitions').map((document) => ({
    name: stringAt(document, 'name') ?? '',
    image: stringAt(document, 'image') ?? '',
    document,
  }))

/** Whether Fargate's rules hold: the task definition asks for it, or the service runs on it. */
export const isFargate = ({ taskDefinition, service }: Subject): boolean => {
  const { requiresCompatibilities: compatibilities } = taskDefinition
  const providers = objectsAt(service?.document, 'capacityProviderStrategy')
  return (
    (Array.isArray(compatibilities) && compatibilities.includes('FARGATE')) ||
    stringAt(service?.document, 'launchType') === 'FARGATE' ||
    providers.some((each) => stringAt(each, 'capacityProvider')?.startsWith('FARGATE') === true)
  )
}

/** Options of the container's awslogs driver; undefined when it has another one, or none. */
export const awslogsOf = ({ document }: Container): Json | undefined => {
  const configuration = objectAt(document, 'logConfiguration')
  if (stringAt(configuration, 'logDriver') !== 'awslogs') return undefined
  return objectAt(configuration, 'options') ?? {}
}

/** A text of the task definition for a message. */
export const quoted = (text: string): string => `'${visible(text, 300)}'`

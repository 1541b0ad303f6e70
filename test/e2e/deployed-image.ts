import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
} from '@aws-sdk/client-ecs'

export type EcsPlace = { readonly url: string; readonly cluster: string; readonly service: string }

/** What a service of the simulated ECS is set to, by the official SDK: task definition as `family:revision`, and the image of its first container. */
export const deployedImage = async ({ url, cluster, service }: EcsPlace) => {
  const client = new ECSClient({
    endpoint: url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'simulated' },
  })
  const { services } = await client.send(
    new DescribeServicesCommand({ cluster, services: [service] }),
  )
  const { taskDefinition } = await client.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: services?.[0]?.taskDefinition }),
  )
  return {
    taskDefinition: `${taskDefinition?.family}:${taskDefinition?.revision}`,
    image: taskDefinition?.containerDefinitions?.[0]?.image ?? '',
  }
}

import {
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { simulated } from './simulated.ts'

const place = { cluster: 'production', service: 'web' }

/** The web service after an update to `web:1`, with what the SDK sees of it. */
export const deployed = async (scenario: Parameters<typeof webScenario>[0] = {}) => {
  const { server, client } = await simulated({ scenario: webScenario(scenario) })
  const updated = await client.send(new UpdateServiceCommand({ ...place, taskDefinition: 'web:1' }))
  const list = async () =>
    (await client.send(new ListServiceDeploymentsCommand(place))).serviceDeployments ?? []
  const [newest] = await list()
  const arn = newest?.serviceDeploymentArn ?? ''
  return {
    server,
    client,
    updated: updated.service,
    arn,
    list,
    /** The service deployment that the update started, some milliseconds later. */
    later: async (milliseconds: number): Promise<ServiceDeployment> => {
      server.advance(milliseconds)
      const { serviceDeployments } = await client.send(
        new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
      )
      return serviceDeployments?.[0] ?? {}
    },
    service: async () => {
      const { services } = await client.send(
        new DescribeServicesCommand({ cluster: 'production', services: ['web'] }),
      )
      return services?.[0] ?? {}
    },
  }
}

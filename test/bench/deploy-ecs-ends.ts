import { ECSClient, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs'
import type { EcsServer } from '@ci-kit/local-aws/server'

type End = {
  readonly status: string
  /** Milliseconds since the epoch, of the simulated clock; undefined: it never ends. */
  readonly at: number | undefined
}

const HOUR = 3_600_000

/**
 * How the first deployment since the start of the simulation ends, if nobody
 * does anything any more: an hour passes at once.
 */
export const endOfRollout = async (server: EcsServer): Promise<End> => {
  const startedAt = server.requests[0]?.at ?? server.clock.now()
  server.advance(HOUR)
  const deployment = (await deploymentsOf(server))
    .filter(({ createdAt }) => (createdAt?.getTime() ?? 0) >= startedAt - 1000)
    .toSorted((a, b) => Number(a.createdAt) - Number(b.createdAt))[0]
  return { status: deployment?.status ?? 'none', at: deployment?.finishedAt?.getTime() }
}

const deploymentsOf = async ({ url }: EcsServer) => {
  const client = new ECSClient({
    endpoint: url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'simulated' },
  })
  try {
    const { serviceDeployments = [] } = await client.send(
      new ListServiceDeploymentsCommand({ cluster: 'production', service: 'web' }),
    )
    return serviceDeployments
  } finally {
    client.destroy()
  }
}

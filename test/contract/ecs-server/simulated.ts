import { ECSClient } from '@aws-sdk/client-ecs'
import { type EcsServerOptions, startEcsServer } from '@ci-kit/local-aws/server'
import { afterEach } from '@jest/globals'

const started: { end(): Promise<void> }[] = []

afterEach(async () => {
  for (const { end } of started.splice(0)) await end()
})

/** Region and keys of the simulated AWS, for any official client. */
export const settings = (url: string) => ({
  endpoint: url,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'simulated' },
  maxAttempts: 1,
})

/** A simulated ECS whose time stands still, and the official client of it. Both end with the test. */
export const simulated = async (options: EcsServerOptions = {}) => {
  const server = await startEcsServer(options)
  const client = new ECSClient(settings(server.url))
  const end = async () => {
    client.destroy()
    await server.close()
  }
  started.push({ end })
  return { server, client }
}

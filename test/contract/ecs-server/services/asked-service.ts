import type { AwsServiceName } from '@ci-kit/local-aws/aws-services'
import { type EcsServer, startEcsServer } from '@ci-kit/local-aws/server'
import type { ServiceHandler } from '@ci-kit/local-aws/service-handler'
import { afterEach } from '@jest/globals'

/** What an official client needs to ask a handler over HTTP. The server ends with the test. */
export const clientConfig = async (service: AwsServiceName, handler: ServiceHandler) => {
  const server = await startEcsServer({ services: { [service]: handler } })
  open.push(server)
  return {
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'simulated' },
    maxAttempts: 1,
  }
}

const open: EcsServer[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

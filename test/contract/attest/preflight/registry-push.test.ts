import { registryPush } from '@ci-kit/attest/preflight/registry-push'
import { afterEach, describe, expect, test } from '@jest/globals'
import { repositoryAt } from '../../../fakes/registry-client.ts'
import { refusal } from '../../../fakes/registry-http.ts'
import { type RegistryServer, registryServer } from '../../../fakes/registry-server.ts'

let open: RegistryServer[] = []
afterEach(async () => {
  await Promise.all(open.map((server) => server.close()))
  open = []
})

const start = async () => {
  const server = await registryServer()
  open.push(server)
  const { blobs } = repositoryAt(server)
  const target = { registry: server.host, name: `${server.host}/org/app` }
  return { server, blobs, ask: () => registryPush(() => blobs)(target) }
}

describe('whether a registry takes a push', () => {
  test('yes: an upload is opened and given up, and nothing is there afterwards', async () => {
    const { server, ask } = await start()
    await expect(ask()).resolves.toEqual({ allowed: true })
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'DELETE'])
  })

  test('yes, also where uploads cannot be given up', async () => {
    const { server, ask } = await start()
    server.fail({ method: 'DELETE', answer: refusal(405, 'UNSUPPORTED', 'no') })
    await expect(ask()).resolves.toEqual({ allowed: true })
  })

  test.each([401, 403])('no: status %d, with the words of the registry', async (status) => {
    const { server, ask } = await start()
    server.fail({ method: 'POST', answer: refusal(status, 'DENIED', 'write_package') })
    await expect(ask()).resolves.toEqual({
      allowed: false,
      reason: expect.stringContaining('write_package'),
    })
  })

  test('a registry that fails is no answer', async () => {
    const { server, ask } = await start()
    server.fail({ method: 'POST', answer: refusal(500, 'UNKNOWN', 'down') })
    await expect(ask()).rejects.toMatchObject({ name: 'UserError', status: 500 })
  })
})

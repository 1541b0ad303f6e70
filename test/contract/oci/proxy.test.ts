import { createServer } from 'node:net'
import { UserError } from '@ci-kit/core/errors'
import { nodeTransport } from '@ci-kit/oci/node-transport'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { imageManifest, repositoryAt } from '../../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
  server.store.addManifest('org/app', 'main', imageManifest())
})
afterEach(() => server.close())

const reading = (host: string, env: Record<string, string>, plainHttp = true) =>
  repositoryAt({ host }, { plainHttp, transport: nodeTransport({ env }) }).manifests.get('main')

describe('a proxy', () => {
  test('stands for every host but loopback', async () => {
    const found = await reading('registry.invalid', { HTTP_PROXY: server.origin })
    expect(Buffer.from(found.bytes)).toEqual(imageManifest().bytes)
    expect(server.requests[0]?.headers.host).toBe('registry.invalid')
  })

  test('is not asked for loopback', async () => {
    await reading(server.host, {
      HTTP_PROXY: 'http://127.0.0.1:1',
      http_proxy: 'http://127.0.0.1:1',
    })
    expect(server.requests.length).toBe(1)
  })

  test('that is no URL is named without its value', async () => {
    const call = reading('registry.invalid', { HTTP_PROXY: 'http://me:s3cret@[bad' })
    await expect(call).rejects.toThrow(UserError)
    await expect(call).rejects.toThrow('HTTP_PROXY or HTTPS_PROXY is not a URL')
    await expect(call).rejects.not.toThrow('s3cret')
  })

  test('that refuses is told without its password', async () => {
    const refusing = createServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 407 Login\r\ncontent-length: 0\r\n\r\n')),
    )
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
    const address = refusing.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    try {
      const env = { HTTPS_PROXY: `http://me:s3cret@127.0.0.1:${port}` }
      const call = reading('registry.invalid', env, false)
      await expect(call).rejects.toMatchObject({ code: 'ERR_PROXY_TUNNEL' })
      await expect(call).rejects.toThrow('The proxy refuses to connect')
      await expect(call).rejects.not.toThrow('s3cret')
    } finally {
      refusing.close()
    }
  })
})

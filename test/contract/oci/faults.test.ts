import { createServer, type Socket } from 'node:net'
import { UserError } from '@ci-kit/core/errors'
import { blobOf } from '@ci-kit/oci/blobs'
import { registryClient } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { imageManifest, repositoryAt, skippingClock } from '../../fakes/registry-client.ts'
import { refusal } from '../../fakes/registry-http.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
  server.store.addManifest('org/app', 'main', imageManifest())
})
afterEach(() => server.close())

describe('what passes', () => {
  test.each([
    ['500', { status: 500 }],
    ['502 of a proxy', { status: 502, body: '<html>' }],
    ['a reset', { status: 0, cutAfter: 0 }],
    ['an answer that breaks off', { status: 200, body: 'x'.repeat(100), cutAfter: 10 }],
  ])('%s is tried again', async (_, answer) => {
    server.fail({ times: 2, answer })
    const clock = skippingClock()
    await repositoryAt(server, { clock }).manifests.get('main')
    expect(server.requests.length).toBe(3)
    expect(clock.waits).toEqual([250, 500])
  })

  test('429 waits for as long as the registry says', async () => {
    const limited = refusal(429, 'TOOMANYREQUESTS', 'slow down')
    server.fail({ times: 1, answer: { ...limited, headers: { 'retry-after': '7' } } })
    const clock = skippingClock()
    await repositoryAt(server, { clock }).manifests.get('main')
    expect(clock.waits).toEqual([7_250])
  })

  test('a manifest that is written is written again', async () => {
    server.fail({ method: 'PUT', times: 1, answer: { status: 503 } })
    await repositoryAt(server).manifests.put('two', imageManifest('two'))
    expect(server.store.find('org/app')?.tags.has('two')).toBe(true)
  })
})

describe('what stays', () => {
  test('a wait of an hour is told and not waited for', async () => {
    const limited = refusal(429, 'TOOMANYREQUESTS', 'slow down')
    server.fail({ answer: { ...limited, headers: { ...limited.headers, 'retry-after': '3600' } } })
    const clock = skippingClock()
    const call = repositoryAt(server, { clock }).manifests.get('main')
    await expect(call).rejects.toThrow(
      '429 TOOMANYREQUESTS: slow down: try again in 3600 s. The rate',
    )
    expect(clock.waits).toEqual([])
  })

  test('500 ends after five attempts', async () => {
    server.fail({ answer: refusal(500, 'UNKNOWN', 'disk full') })
    const call = repositoryAt(server).manifests.get('main')
    await expect(call).rejects.toThrow(
      '500 UNKNOWN: disk full (5 attempts). The registry has a problem',
    )
    expect(server.requests.length).toBe(5)
  })

  test.each([400, 403, 405, 409, 413])('%i is not tried again', async (status) => {
    server.fail({ answer: refusal(status, 'SOME_CODE', 'no') })
    const call = repositoryAt(server).manifests.put('x', imageManifest())
    await expect(call).rejects.toMatchObject({ status, code: 'SOME_CODE' })
    expect(server.requests.length).toBe(1)
  })

  test('an endless explanation is not read', async () => {
    server.fail({ answer: { status: 403, body: `{"x":"${'x'.repeat(1_000_000)}"}` } })
    await expect(repositoryAt(server).manifests.get('main')).rejects.toThrow(/: 403\. /)
  })

  test('a registry that is not running is named', async () => {
    await server.close()
    const call = repositoryAt(server).manifests.get('main')
    await expect(call).rejects.toMatchObject({ code: 'ECONNREFUSED', status: undefined })
    await expect(call).rejects.toThrow(
      `Check that the registry is running and that ${server.host} is`,
    )
  })

  test('a registry without TLS is asked for it in vain', async () => {
    const call = repositoryAt(server, { plainHttp: false }).manifests.get('main')
    await expect(call).rejects.toBeInstanceOf(RegistryError)
    await expect(call).rejects.toThrow('does not speak TLS')
    expect(server.requests).toEqual([])
  })
})

describe('time', () => {
  /** Accepts connections and never answers. */
  const silent = async () => {
    const sockets = createServer()
    await new Promise<void>((resolve) => sockets.listen(0, '127.0.0.1', resolve))
    const address = sockets.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return { host: `127.0.0.1:${address.port}`, sockets }
  }

  test.each([
    ['silence', { idleMs: 50 }],
    ['a request as a whole', { requestMs: 50 }],
  ])('limits %s', async (_, limits) => {
    const { host, sockets } = await silent()
    try {
      const call = repositoryAt({ host }, { limits: { attempts: 1, ...limits } }).manifests.get(
        'main',
      )
      await expect(call).rejects.toMatchObject({ code: 'ETIMEDOUT' })
      await expect(call).rejects.toThrow('no answer within 0.05 s')
    } finally {
      sockets.close()
    }
  })

  test('ends with a signal, and with its reason', async () => {
    const { host, sockets } = await silent()
    try {
      const abort = new AbortController()
      const reason = new Error('the job was cancelled')
      const call = repositoryAt({ host }, { signal: abort.signal }).manifests.get('main')
      setTimeout(() => abort.abort(reason), 20)
      await expect(call).rejects.toBe(reason)
    } finally {
      sockets.close()
    }
  })
})

test('a download ends with the signal, also in the middle', async () => {
  const bytes = Buffer.alloc(5_000_000)
  const digest = server.store.addBlob('org/app', bytes)
  const abort = new AbortController()
  const reason = new Error('the job was cancelled')
  const stream = await repositoryAt(server, { signal: abort.signal }).blobs.get(digest)
  const reading = async () => {
    for await (const piece of stream) if (piece.length > 0) abort.abort(reason)
  }
  await expect(reading()).rejects.toBe(reason)
})

test('a refusal in the middle of an upload is heard', async () => {
  const answers: Record<string, string> = {
    HEAD: 'HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n',
    POST: 'HTTP/1.1 202 Go\r\nlocation: /v2/up\r\ncontent-length: 0\r\n\r\n',
    PUT: 'HTTP/1.1 413 Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
  }
  // It reads the beginning only, as a proxy does that has seen the length.
  const sockets = new Set<Socket>()
  const impatient = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      const method = String(data).split(' ')[0] ?? ''
      if (method === 'PUT') socket.pause()
      socket.write(answers[method] ?? '')
    })
  })
  await new Promise<void>((resolve) => impatient.listen(0, '127.0.0.1', resolve))
  const address = impatient.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  try {
    const { blobs } = repositoryAt({ host: `127.0.0.1:${port}` })
    const call = blobs.put(blobOf(Buffer.alloc(20_000_000)))
    await expect(call).rejects.toMatchObject({ status: 413 })
  } finally {
    for (const socket of sockets) socket.destroy()
    impatient.close()
  }
})

describe('names that become part of a request', () => {
  test.each([['https://ghcr.io'], ['ghcr.io/x'], ['a b'], [''], ['999.1.1.1'], ['me:pw@ghcr.io']])(
    'the host %j is refused',
    (host) => {
      expect(() => registryClient({ host })).toThrow(UserError)
      expect(() => registryClient({ host })).toThrow('does not name a registry')
    },
  )

  test.each([['Org/app'], ['../x'], ['a?b'], ['']])('the repository %j is refused', (name) => {
    expect(() => repositoryAt(server, {}, name)).toThrow('does not name a repository')
  })
})

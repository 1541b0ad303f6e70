import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { bundleDownload } from '@ci-kit/attestation/evidence/bundle-download'
import type { Transport } from '@ci-kit/oci/http'
import { nodeTransport } from '@ci-kit/oci/node-transport'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { snappy } from '../../fakes/snappy.ts'

const BUNDLE = { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }

describe('a bundle at an address', () => {
  type Answer = { readonly status: number; readonly type?: string; readonly body?: Uint8Array }
  let server: Server
  let port: number
  let answers: Answer[]
  let requests: { readonly url: string; readonly headers: IncomingHttpHeaders }[]

  beforeAll(async () => {
    server = createServer(({ url = '', headers }, response) => {
      requests.push({ url, headers })
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      const { status = 500, type = 'application/json', body = Buffer.from('{}') } = answer ?? {}
      const location = status === 302 ? { location: 'https://other.test/' } : {}
      response.writeHead(status, { 'content-type': type, ...location })
      response.end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })
  beforeEach(() => {
    requests = []
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })

  /** The storage as it is reached by its https name. */
  const toServer: Transport = (request) => {
    expect(request.url.protocol).toBe('https:')
    const url = new URL(request.url.pathname + request.url.search, `http://127.0.0.1:${port}`)
    return nodeTransport({ env: {} })({ ...request, url })
  }

  const fetched = async (url: string, ...answer: Answer[]): Promise<unknown> => {
    answers = answer
    const bundle = await bundleDownload(toServer)(url)
    return JSON.parse(Buffer.from(bundle).toString())
  }

  const URL_OF = 'https://storage.test/1.json.sn?sig=secret'
  const packed = (value: unknown) => snappy([{ literal: Buffer.from(JSON.stringify(value)) }])

  test.each<[string, Answer]>([
    ['packed', { status: 200, type: 'application/x-snappy', body: packed(BUNDLE) }],
    ['as JSON', { status: 200, body: Buffer.from(JSON.stringify(BUNDLE)) }],
  ])('is fetched without a token: %s', async (_how, answer) => {
    expect(await fetched(URL_OF, answer)).toEqual(BUNDLE)
    expect(requests[0]?.url).toBe('/1.json.sn?sig=secret')
    expect(requests[0]?.headers).not.toHaveProperty('authorization')
  })

  test('is fetched again after an answer that passes', async () => {
    const body = packed(BUNDLE)
    const good = { status: 200, type: 'application/x-snappy', body }
    expect(await fetched(URL_OF, { status: 503 }, { status: 429 }, good)).toEqual(BUNDLE)
  })

  test.each<[string, Answer, RegExp]>([
    ['gone', { status: 404 }, /storage\.test answered 404 instead/],
    ['not to be had', { status: 503 }, /answered 503/],
    ['elsewhere', { status: 302 }, /answered 302/],
    [
      'not packed',
      { status: 200, type: 'application/x-snappy', body: Buffer.from('{}') },
      /unpacked/,
    ],
    [
      'too long when unpacked',
      { status: 200, type: 'application/x-snappy', body: Buffer.from([0xff, 0xff, 0xff, 0x7f, 0]) },
      /cannot be unpacked, or has more than 25165824 bytes/,
    ],
    ['too long', { status: 200, body: Buffer.alloc(24 * 1024 * 1024 + 1) }, /more than 25165824/],
  ])('is unknown, without its address, when it is %s', async (_what, answer, says) => {
    const work = fetched(URL_OF, answer)
    await expect(work).rejects.toThrow(says)
    await expect(work).rejects.not.toThrow(/secret/)
  })

  test.each(['http://storage.test/1', 'file:///etc/passwd', 'x'])(
    'is not fetched from %s',
    async (url) => {
      await expect(fetched(url, { status: 200 })).rejects.toThrow(/not one of https/)
      expect(requests).toEqual([])
    },
  )

  test('is unknown when nobody answers', async () => {
    const nowhere: Transport = async () => {
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    }
    await expect(bundleDownload(nowhere)(URL_OF)).rejects.toThrow(
      /storage\.test gave no answer: ECONNREFUSED/,
    )
  })
})

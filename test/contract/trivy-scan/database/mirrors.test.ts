import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { vulnerabilityDatabase } from '@ci-kit/trivy-scan/database/find-database'
import { afterEach, describe, expect, test } from '@jest/globals'
import { refusal } from '../../../fakes/registry-http.ts'
import {
  type RegistryServer,
  type RegistryServerOptions,
  registryServer,
} from '../../../fakes/registry-server.ts'
import { folderWith } from '../../folders.ts'
import {
  artifactManifest,
  boltFile,
  databaseLayer,
  metadata,
  publish,
  tarGz,
  UPDATED,
} from './samples.ts'
import { workbench } from './workbench.ts'

const open: RegistryServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

const mirror = async (options: RegistryServerOptions = {}): Promise<RegistryServer> => {
  const server = await registryServer(options)
  open.push(server)
  return server
}

const at = ({ host }: { readonly host: string }): string => `${host}/aqua/trivy-db`

const closedPort = async (): Promise<string> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

describe('a database of a mirror', () => {
  test('is put where trivy looks for it', async () => {
    const server = await mirror()
    const manifestDigest = publish(server, await databaseLayer())
    const bench = workbench({ repositories: at(server) })
    const found = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(found).toEqual({
      manifestDigest,
      updatedAt: UPDATED,
      source: 'mirror',
      repository: `${at(server)}:2`,
    })
    expect(readFileSync(join(bench.cacheDir, 'db/trivy.db')).equals(boltFile())).toBe(true)
    expect(readFileSync(join(bench.cacheDir, 'db/metadata.json'), 'utf8')).toBe(metadata(UPDATED))
    // Nothing else stays.
    expect(readdirSync(bench.cacheDir)).toEqual(['db'])
    expect(bench.log.at(-1)).toBe(
      `info The vulnerability database: updated 7 hours ago (2026-11-21T03:00Z), from ${at(server)}:2, ${manifestDigest}.`,
    )
  })

  test('of an earlier step costs one HEAD', async () => {
    const server = await mirror()
    publish(server, await databaseLayer())
    const bench = workbench({ repositories: at(server) })
    await vulnerabilityDatabase(bench.request, bench.ports)
    const before = server.requests.length
    const again = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(again.source).toBe('job')
    expect(server.requests.slice(before).map(({ method }) => method)).toEqual(['HEAD'])
  })

  test('that is newer replaces the one of an earlier step', async () => {
    const server = await mirror()
    publish(server, await databaseLayer())
    const bench = workbench({ repositories: at(server) })
    await vulnerabilityDatabase(bench.request, bench.ports)
    const newer = publish(server, await databaseLayer({ note: 'newer' }))
    const found = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(found).toMatchObject({ manifestDigest: newer, source: 'mirror' })
    const file = readFileSync(join(bench.cacheDir, 'db/trivy.db'))
    expect(file.equals(boltFile({ note: 'newer' }))).toBe(true)
    expect(readdirSync(bench.cacheDir)).toEqual(['db'])
  })

  test('may be pinned by its digest', async () => {
    const server = await mirror()
    const wanted = publish(server, await databaseLayer())
    publish(server, await databaseLayer({ note: 'newer' }))
    const bench = workbench({ repositories: `${at(server)}@${wanted}` })
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).manifestDigest).toBe(wanted)
  })

  test('is made once more when a download breaks off in the middle', async () => {
    const server = await mirror()
    const layer = await databaseLayer()
    publish(server, layer)
    server.fail({
      method: 'GET',
      path: /blobs/,
      times: 2,
      answer: (request, next) => ({ ...next(request), cutAfter: 100 }),
    })
    const bench = workbench({ repositories: at(server) })
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).source).toBe('mirror')
    expect(bench.log.filter((line) => line.includes('broke off and is tried again')).length).toBe(2)
  })

  test('is given by two steps at once to both', async () => {
    const server = await mirror()
    publish(server, await databaseLayer())
    const cacheDir = join(folderWith(), 'cache')
    const steps = Array.from({ length: 5 }, () => workbench({ repositories: at(server), cacheDir }))
    const found = await Promise.all(
      steps.map(({ request, ports }) => vulnerabilityDatabase(request, ports)),
    )
    expect(new Set(found.map(({ manifestDigest }) => manifestDigest)).size).toBe(1)
    expect(readdirSync(cacheDir)).toEqual(['db'])
    expect(readFileSync(join(cacheDir, 'db/trivy.db')).equals(boltFile())).toBe(true)
  })
})

type Spoilt = {
  readonly name: string
  readonly reason: string
  spoil(server: RegistryServer): void
}

const answering =
  (status: number, code: string, path = /manifests/) =>
  (server: RegistryServer) =>
    server.fail({ path, answer: refusal(status, code, 'no') })

const FAULTS: readonly Spoilt[] = [
  { name: '401', reason: ': 401. No credentials', spoil: answering(401, 'UNAUTHORIZED') },
  { name: '403', reason: ': 403. No credentials', spoil: answering(403, 'DENIED') },
  {
    name: '404',
    reason: '404: there is no 2',
    spoil: (server) => server.store.open('aqua/trivy-db').tags.clear(),
  },
  { name: '429', reason: '429', spoil: answering(429, 'TOOMANYREQUESTS') },
  { name: '500', reason: '500', spoil: answering(500, 'UNKNOWN') },
  { name: '503 for the layer', reason: '503', spoil: answering(503, 'UNAVAILABLE', /blobs/) },
  {
    name: 'a missing layer',
    reason: '404 BLOB_UNKNOWN',
    spoil: (server) => server.store.open('aqua/trivy-db').blobs.clear(),
  },
  {
    name: 'a reset connection',
    reason: 'could not be asked',
    spoil: (server) => server.fail({ answer: { status: 200, cutAfter: 0 } }),
  },
  {
    name: 'a layer that always breaks off',
    reason: 'Could not read blob',
    spoil: (server) =>
      server.fail({
        path: /blobs/,
        answer: (request, next) => ({ ...next(request), cutAfter: 9 }),
      }),
  },
  {
    name: 'a layer with another digest',
    reason: 'its bytes have the digest sha256:',
    spoil: (server) =>
      server.fail({
        path: /blobs/,
        answer: (request, next) => {
          const answer = next(request)
          const body = Buffer.from(answer.body ?? '')
          body.writeUInt8(body.readUInt8(20) ^ 1, 20)
          return { ...answer, body }
        },
      }),
  },
  {
    name: 'a layer that is longer than it says',
    reason: 'it is longer than the',
    spoil: (server) =>
      server.fail({
        path: /blobs/,
        answer: (request, next) => {
          const { headers, body = '', status } = next(request)
          return {
            status,
            ...(headers && { headers }),
            body: Buffer.concat([Buffer.from(body), Buffer.alloc(10)]),
          }
        },
      }),
  },
  {
    name: 'a login page',
    reason: 'its bytes do not have the digest',
    spoil: (server) =>
      server.fail({
        method: 'GET',
        path: /manifests/,
        answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in' },
      }),
  },
]

describe('when a mirror has', () => {
  test.each(FAULTS)('$name, the next is asked', async ({ reason, spoil }) => {
    const [first, second] = [await mirror(), await mirror()]
    for (const server of [first, second]) publish(server, await databaseLayer())
    spoil(first)
    const bench = workbench({ repositories: `${at(first)}\n${at(second)}` })
    const found = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(found).toMatchObject({ source: 'mirror', repository: `${at(second)}:2` })
    const notices = bench.log.filter((line) => line.startsWith('notice'))
    expect(notices.length).toBe(1)
    expect(notices[0]).toContain(`${at(first)}:2: `)
    expect(notices[0]).toContain(reason)
    expect(readdirSync(bench.cacheDir)).toEqual(['db'])
  })

  test.each(FAULTS)('$name and there is no other, the error says so', async ({ reason, spoil }) => {
    const server = await mirror()
    publish(server, await databaseLayer())
    spoil(server)
    const bench = workbench({ repositories: at(server) })
    const call = vulnerabilityDatabase(bench.request, bench.ports)
    await expect(call).rejects.toThrow(
      `There is no vulnerability database to scan with:\n- ${at(server)}:2: `,
    )
    await expect(call).rejects.toThrow(reason)
    await expect(call).rejects.toThrow("name another mirror in input 'db-repositories'")
    expect(bench.has('db')).toBe(false)
  })

  test.each<[string, Buffer | Promise<Buffer>, string]>([
    ['no archive', Buffer.from('hello'), 'its archive is no whole tar.gz: incorrect header check'],
    [
      'a truncated archive',
      databaseLayer().then((layer) => layer.subarray(0, 100)),
      'no whole tar.gz: unexpected end of file',
    ],
    [
      'no bbolt file',
      tarGz([
        { name: 'trivy.db', content: 'x'.repeat(9000) },
        { name: 'metadata.json', content: metadata(UPDATED) },
      ]),
      'its trivy.db is corrupt: it is no bbolt database',
    ],
    [
      'a truncated bbolt file',
      tarGz([
        { name: 'trivy.db', content: boltFile().subarray(0, 9000) },
        { name: 'metadata.json', content: metadata(UPDATED) },
      ]),
      'its trivy.db is corrupt: it is cut off after 9000 bytes',
    ],
    [
      'no date',
      tarGz([
        { name: 'trivy.db', content: boltFile() },
        { name: 'metadata.json', content: metadata('0001-01-01T00:00:00Z') },
      ]),
      'it cannot be dated',
    ],
    [
      'another schema',
      tarGz([
        { name: 'trivy.db', content: boltFile() },
        { name: 'metadata.json', content: metadata(UPDATED, 3) },
      ]),
      'says version 3, and this action reads version 2',
    ],
  ])('a layer with %s, the next is asked', async (_, layer, reason) => {
    const [first, second] = [await mirror(), await mirror()]
    publish(first, await layer)
    publish(second, await databaseLayer())
    const bench = workbench({ repositories: `${at(first)}\n${at(second)}` })
    const found = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(found.repository).toBe(`${at(second)}:2`)
    expect(bench.log.join('\n')).toContain(reason)
    expect(readdirSync(bench.cacheDir)).toEqual(['db'])
  })

  test('an index, several layers or an image, it is no database', async () => {
    const server = await mirror()
    const layer = await databaseLayer()
    const { store } = server
    const index = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] })
    store.addManifest('a/index', '2', { mediaType: OCI_INDEX, bytes: Buffer.from(index) })
    store.addManifest('a/two', '2', {
      mediaType: OCI_MANIFEST,
      bytes: artifactManifest([layer, layer]),
    })
    const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip'
    publish(server, layer, { name: 'a/image', mediaType })
    const bench = workbench({
      repositories: ['index', 'two', 'image'].map((name) => `${server.host}/a/${name}`).join('\n'),
    })
    const call = vulnerabilityDatabase(bench.request, bench.ports)
    await expect(call).rejects.toThrow(
      `- ${server.host}/a/index:2: it is an index of several images`,
    )
    await expect(call).rejects.toThrow(`- ${server.host}/a/two:2: it has 2 layers`)
    await expect(call).rejects.toThrow(
      `- ${server.host}/a/image:2: it is no vulnerability database: its layer is of type ${mediaType}`,
    )
  })

  test('nobody behind its port or its name, the next is asked', async () => {
    const server = await mirror()
    publish(server, await databaseLayer())
    const closed = await closedPort()
    const repositories = `${closed}/db\nregistry.invalid/db\n${at(server)}`
    const bench = workbench({ repositories })
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).repository).toBe(
      `${at(server)}:2`,
    )
    expect(bench.log[0]).toContain('ECONNREFUSED')
    expect(bench.log[1]).toMatch(/registry\.invalid\/db:2: .*(ENOTFOUND|EAI_AGAIN)/)
  })

  test('a limit of requests, it is waited for as it asks', async () => {
    const server = await mirror()
    publish(server, await databaseLayer())
    const headers = { 'retry-after': '7' }
    server.fail({
      path: /manifests/,
      times: 2,
      answer: { ...refusal(429, 'TOOMANYREQUESTS', 'slow'), headers },
    })
    const bench = workbench({ repositories: at(server) })
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).source).toBe('mirror')
    expect(bench.waited()).toBe(14_000)
  })

  test('a long limit of requests, the next is asked at once', async () => {
    const [first, second] = [await mirror(), await mirror()]
    for (const server of [first, second]) publish(server, await databaseLayer())
    const headers = { 'retry-after': '40' }
    first.fail({
      path: /manifests/,
      answer: { ...refusal(429, 'TOOMANYREQUESTS', 'slow'), headers },
    })
    const bench = workbench({ repositories: `${at(first)}\n${at(second)}` })
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).repository).toBe(
      `${at(second)}:2`,
    )
    expect(bench.waited()).toBe(0)
  })
})

describe('a run that is cancelled', () => {
  test('asks no further mirror', async () => {
    const [first, second] = [await mirror(), await mirror()]
    const controller = new AbortController()
    const reason = new Error('cancelled')
    first.fail({
      answer: () => {
        controller.abort(reason)
        return refusal(500, 'UNKNOWN', 'no')
      },
    })
    const bench = workbench({ repositories: `${at(first)}\n${at(second)}`, controller })
    await expect(vulnerabilityDatabase(bench.request, bench.ports)).rejects.toBe(reason)
    expect(second.requests).toEqual([])
  })
})

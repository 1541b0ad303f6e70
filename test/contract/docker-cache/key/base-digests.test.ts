import { createServer } from 'node:net'
import { type RegistryOf, resolveBases } from '@ci-kit/docker-cache/key/base-digests'
import { registryClient } from '@ci-kit/oci/registry'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { imageManifest, repositoryAt } from '../../../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../../../fakes/registry-server.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

const registryOf: RegistryOf = (host, signal) => registryClient({ host, signal })

const pushed = async (tag: string, name = 'org/base') =>
  (await repositoryAt(server, {}, name).manifests.put(tag, imageManifest(`${name}:${tag}`))).digest

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('base digests', () => {
  test('all by their names as written, each once, those with a digest without a request', async () => {
    const one = await pushed('1')
    const latest = await pushed('latest', 'org/other')
    const before = server.requests.length
    const names = [
      `${server.host}/org/base:1`,
      `${server.host}/org/base:1`,
      `${server.host}/org/other`,
      `nowhere.invalid/app:1@${DIGEST}`,
    ]
    const found = await resolveBases(names, registryOf)
    expect(found).toEqual({
      digests: new Map([
        [names[0], one],
        [names[2], latest],
        [names[3], DIGEST],
      ]),
    })
    expect(server.requests.slice(before).map(({ method }) => method)).toEqual(['HEAD', 'HEAD'])
  })

  test('no images need no registry', async () => {
    const none: RegistryOf = () => {
      throw new Error('asked')
    }
    expect(await resolveBases([], none)).toEqual({ digests: new Map() })
  })

  test('one client for each registry, all asked at the same time', async () => {
    const asked: string[] = []
    const waiting: (() => void)[] = []
    const together: RegistryOf = (host) => {
      asked.push(host)
      const head = async () => {
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
          if (waiting.length === 3) for (const go of waiting) go()
        })
        return { mediaType: '', digest: `sha256:${'b'.repeat(64)}` as const, size: 1 }
      }
      const { manifests, ...rest } = repositoryAt(server)
      return { repository: () => ({ ...rest, manifests: { ...manifests, head } }) }
    }
    const found = await resolveBases(['node:24', 'alpine', 'ghcr.io/org/app'], together)
    expect(found).toHaveProperty('digests.size', 3)
    expect(asked.sort()).toEqual(['docker.io', 'ghcr.io'])
  })

  test.each([
    ['an image that is not there', (host: string) => `${host}/org/none:1`, 'org/none:1 is not in'],
    ['no reference', () => 'Not An Image', 'is not an image reference'],
    ['no such registry', () => '127.0.0.1:1/org/app', '127.0.0.1:1'],
  ])('%s is a doubt', async (_, name, reason) => {
    await pushed('1')
    const names = [`${server.host}/org/base:1`, name(server.host)]
    const quick: RegistryOf = (host, signal) =>
      registryClient({ host, signal, limits: { attempts: 1 } })
    expect(await resolveBases(names, quick)).toEqual({ doubt: expect.stringContaining(reason) })
  })

  test('a denied request is a doubt with the reason', async () => {
    server.fail({ answer: { status: 403 } })
    expect(await resolveBases([`${server.host}/org/base:1`], registryOf)).toEqual({
      doubt: expect.stringMatching(/base images.*403/),
    })
  })

  test('a client that does not heed the signal costs no more either', async () => {
    const { manifests, ...rest } = repositoryAt(server)
    const head = () => new Promise<never>(() => {})
    const deaf: RegistryOf = () => ({
      repository: () => ({ ...rest, manifests: { ...manifests, head } }),
    })
    expect(await resolveBases(['node:24'], deaf, 20)).toEqual({
      doubt: expect.stringContaining('no answer in 20 ms'),
    })
  })

  test('a registry that never answers costs the time limit and no more', async () => {
    const open = new Set<() => void>()
    const silent = createServer((socket) => open.add(() => socket.destroy()))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const found = await resolveBases([`127.0.0.1:${port}/org/app:1`], registryOf, 100)
    expect(found).toEqual({ doubt: expect.stringContaining('no answer in 100 ms') })
    for (const close of open) close()
    await new Promise((resolve) => silent.close(resolve))
  })
})

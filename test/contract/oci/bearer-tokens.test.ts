import type { Credential } from '@ci-kit/oci/credentials'
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  BASIC,
  imageManifest,
  repositoryAt,
  skippingClock,
  USER,
} from '../../fakes/registry-client.ts'
import { refusal } from '../../fakes/registry-http.ts'
import {
  type RegistryServer,
  type RegistryServerOptions,
  registryServer,
} from '../../fakes/registry-server.ts'

const servers: RegistryServer[] = []
const started = async (options: RegistryServerOptions) => {
  const server = await registryServer(options)
  servers.push(server)
  server.store.addManifest('org/app', 'main', imageManifest())
  return server
}
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

const bearer = { kind: 'bearer', ...USER } as const
const as = (credential: Credential) => ({ credentials: async () => credential })
const tokenRequests = (server: RegistryServer) =>
  server.requests.filter(({ path }) => path === '/token')
const challenge = (header: string) => ({
  ...refusal(401, 'UNAUTHORIZED', 'no'),
  headers: { 'www-authenticate': header },
})

describe('bearer tokens', () => {
  test('are fetched once per scope', async () => {
    const server = await started({ auth: bearer })
    const { manifests } = repositoryAt(server, as(BASIC))
    await manifests.get('main')
    await manifests.head('main')
    await manifests.put('two', imageManifest('two'))
    await manifests.put('three', imageManifest('three'))
    const asked = tokenRequests(server).map(({ query }) => query.getAll('scope'))
    expect(asked).toEqual([['repository:org/app:pull'], ['repository:org/app:pull,push']])
    expect(tokenRequests(server)[0]?.query.get('service')).toBe('fake')
  })

  test('are shared by requests at the same time', async () => {
    const server = await started({ auth: bearer })
    const clock = skippingClock()
    const { manifests } = repositoryAt(server, { ...as(BASIC), clock })
    await Promise.all(Array.from({ length: 8 }, () => manifests.get('main')))
    expect(tokenRequests(server).length).toBe(1)
    clock.advance(600_000)
    await Promise.all(Array.from({ length: 8 }, () => manifests.get('main')))
    expect(tokenRequests(server).length).toBe(2)
  })

  test.each([
    ['of 300 s are used for 270 s', 300, 269_000, 1],
    ['of 300 s are not used longer', 300, 271_000, 2],
    ['without a time are used for 54 s', undefined, 53_000, 1],
    ['without a time are not used longer', undefined, 55_000, 2],
  ])('%s', async (_, expiresIn, later, fetched) => {
    const server = await started({ auth: { ...bearer, ...(expiresIn && { expiresIn }) } })
    const clock = skippingClock()
    const { manifests } = repositoryAt(server, { ...as(BASIC), clock })
    await manifests.get('main')
    clock.advance(later)
    await manifests.get('main')
    expect(tokenRequests(server).length).toBe(fetched)
    expect(server.requests.filter(({ path }) => path !== '/token').length).toBe(3)
  })

  test('are fetched anew when the registry no longer takes one', async () => {
    const server = await started({ auth: bearer })
    const { manifests } = repositoryAt(server, as(BASIC))
    await manifests.get('main')
    const header = `Bearer realm="${server.origin}/token",service="fake",error="invalid_token"`
    server.fail({ path: /manifests/, times: 1, answer: challenge(header) })
    await manifests.get('main')
    expect(tokenRequests(server).length).toBe(2)
  })

  test('for anonymous callers can pull and not push', async () => {
    const server = await started({ auth: { ...bearer, anonymousPull: true } })
    const { manifests } = repositoryAt(server)
    await manifests.get('main')
    expect(tokenRequests(server)[0]?.headers.authorization).toBeUndefined()
    await expect(manifests.put('x', imageManifest())).rejects.toThrow('No credentials')
  })

  test('for a mount cover both repositories', async () => {
    const server = await started({ auth: bearer })
    const bytes = Buffer.from('layer')
    const digest = server.store.addBlob('org/base', bytes)
    const { blobs } = repositoryAt(server, as(BASIC))
    async function* open() {
      yield bytes
    }
    await blobs.put({ digest, size: bytes.length, open }, { mountFrom: 'org/base' })
    const scopes = tokenRequests(server).at(-1)?.query.getAll('scope')
    expect(scopes).toContain('repository:org/app:pull,push')
    expect(scopes).toContain('repository:org/base:pull')
  })

  test('refused by the token service name it and hide what it repeats', async () => {
    const server = await started({ auth: bearer })
    server.fail({ path: /^\/token/, answer: refusal(403, 'DENIED', `bad ${USER.password}`) })
    const call = repositoryAt(server, as(BASIC)).manifests.get('main')
    await expect(call).rejects.toThrow(
      `the token service ${server.host} answered 403 DENIED: bad ***.`,
    )
    await expect(call).rejects.toMatchObject({ status: 403, code: 'DENIED', repository: 'org/app' })
  })

  test.each([
    ['no token', '{}', 'without a token'],
    ['a token with a line break', '{"token":"a\\r\\nb"}', 'without a token'],
    ['no JSON', 'x', 'without a token'],
    ['more than 64 KiB', `{"token":"${'x'.repeat(64 * 1024)}"}`, 'more than 64 KiB'],
  ])('%s', async (_, body, words) => {
    const server = await started({ auth: bearer })
    server.fail({ path: /^\/token/, answer: { status: 200, body } })
    await expect(repositoryAt(server, as(BASIC)).manifests.get('main')).rejects.toThrow(words)
  })

  test('are asked for again when the token service is busy', async () => {
    const server = await started({ auth: bearer })
    server.fail({ path: /^\/token/, times: 2, answer: { status: 503 } })
    await repositoryAt(server, as(BASIC)).manifests.get('main')
    expect(tokenRequests(server).length).toBe(3)
  })
})

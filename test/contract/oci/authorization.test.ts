import type { Credential } from '@ci-kit/oci/credentials'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { afterEach, describe, expect, test } from '@jest/globals'
import { BASIC, imageManifest, repositoryAt, USER } from '../../fakes/registry-client.ts'
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

describe('basic authorization', () => {
  test('answers the challenge and is remembered', async () => {
    const server = await started({ auth: { kind: 'basic', ...USER } })
    const { manifests } = repositoryAt(server, as(BASIC))
    await manifests.get('main')
    await manifests.get('main')
    expect(server.requests.map(({ headers }) => headers.authorization !== undefined)).toEqual([
      false,
      true,
      true,
    ])
  })

  test('that is refused is not tried again, and no secret is shown', async () => {
    const server = await started({ auth: { kind: 'basic', ...USER } })
    const wrong = { kind: 'basic', username: 'me', password: 's3cret' } as const
    const call = repositoryAt(server, as(wrong)).manifests.get('main')
    await expect(call).rejects.toThrow(`The credentials for ${server.host} were refused`)
    await expect(call).rejects.not.toThrow('s3cret')
    expect(server.requests.length).toBe(2)
  })

  test('without credentials tells to log in', async () => {
    const server = await started({ auth: { kind: 'basic', ...USER } })
    const call = repositoryAt(server).manifests.get('main')
    await expect(call).rejects.toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
    await expect(call).rejects.toThrow(`docker login ${server.host}`)
  })
})

describe('other credentials', () => {
  const identity = { kind: 'identity-token', token: 'refresh-me' } as const

  test('an identity token is traded by POST', async () => {
    const server = await started({ auth: { ...bearer, refreshToken: identity.token } })
    await repositoryAt(server, as(identity)).manifests.get('main')
    const [request] = tokenRequests(server)
    expect(request?.method).toBe('POST')
    expect(Object.fromEntries(new URLSearchParams(request?.body.toString()))).toEqual({
      grant_type: 'refresh_token',
      service: 'fake',
      client_id: 'ci-kit',
      scope: 'repository:org/app:pull',
      refresh_token: identity.token,
    })
  })

  test('an identity token is sent by GET where POST is unknown', async () => {
    const server = await started({
      auth: { kind: 'bearer', username: '', password: identity.token },
    })
    await repositoryAt(server, as(identity)).manifests.get('main')
    expect(tokenRequests(server).map(({ method }) => method)).toEqual(['POST', 'GET'])
  })

  test('a registry token is sent as it is', async () => {
    const server = await started({ auth: bearer })
    const call = repositoryAt(
      server,
      as({ kind: 'registry-token', token: 'my-own' }),
    ).manifests.get('main')
    await expect(call).rejects.toBeInstanceOf(RegistryError)
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer my-own',
    ])
  })
})

describe('a challenge that must not be followed', () => {
  test.each([
    [
      'a realm over plain http',
      'Bearer realm="http://token.example/t"',
      'token realm that the registry sent is refused: it is plain http',
    ],
    ['a relative realm', 'Bearer realm="/token"', 'it is not a URL'],
    [
      'a realm with a password',
      'Bearer realm="https://a:b@token.example"',
      'user name or password',
    ],
    ['no realm', 'Bearer service="x"', 'it is not a URL'],
    ['a malformed header', 'Bearer realm="x', 'cannot be read'],
    ['an unknown scheme', 'Negotiate', '401 UNAUTHORIZED'],
  ])('%s', async (_, header, words) => {
    const server = await started({})
    server.fail({ answer: challenge(header) })
    const call = repositoryAt(server, as(BASIC)).manifests.get('main')
    await expect(call).rejects.toBeInstanceOf(RegistryError)
    await expect(call).rejects.toThrow(words)
    expect(server.requests.length).toBe(1)
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })
})

import { UserError } from '@ci-kit/core/errors'
import { runCredentialHelper } from '@ci-kit/oci/credential-helper'
import { anonymous, credentialFor } from '@ci-kit/oci/credentials'
import {
  authEntry,
  configFile,
  helperFor,
  inlineConfig,
  serverKey,
} from '@ci-kit/oci/docker-config'
import { describe, expect, test } from '@jest/globals'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const basic = (username: string, password: string) => ({ kind: 'basic', username, password })
const found = (auths: Record<string, unknown>, registry: string) =>
  authEntry(inlineConfig(JSON.stringify({ auths })), serverKey(registry))

describe('auths', () => {
  test.each([
    ['auth', { auth: base64('me:pa:ss') }, basic('me', 'pa:ss')],
    ['auth with padding of old versions', { auth: base64('me:pass\0\0') }, basic('me', 'pass')],
    [
      'auth before username',
      { auth: base64('a:b'), username: 'c', password: 'd' },
      basic('a', 'b'),
    ],
    ['username and password', { username: 'me', password: 'pass' }, basic('me', 'pass')],
    [
      'identitytoken',
      { auth: base64('me:'), identitytoken: 'it' },
      { kind: 'identity-token', token: 'it' },
    ],
    ['registrytoken', { registrytoken: 'rt' }, { kind: 'registry-token', token: 'rt' }],
    ['an empty entry beside a store', {}, undefined],
  ])('%s', (_, entry, credential) => {
    expect(found({ 'ghcr.io': entry }, 'ghcr.io')).toEqual(credential)
  })

  test.each([
    ['docker.io', 'https://index.docker.io/v1/', true],
    ['ghcr.io', 'https://ghcr.io/v1/', true],
    ['ghcr.io', 'http://ghcr.io', true],
    ['localhost:5000', 'localhost:5000', true],
    ['ghcr.io', 'https://ghcr.io.evil.example/v1/', false],
    ['ghcr.io', 'evil.example/ghcr.io', false],
    ['io', 'ghcr.io', false],
    ['localhost', 'localhost:5000', false],
  ])('%s and the key %s', (registry, key, matches) => {
    const credential = found({ [key]: { auth: base64('a:b') } }, registry)
    expect(credential !== undefined).toBe(matches)
  })

  test('the exact key comes before one with a scheme', () => {
    const auths = {
      'https://ghcr.io/v1/': { auth: base64('a:b') },
      'ghcr.io': { auth: base64('c:d') },
    }
    expect(found(auths, 'ghcr.io')).toEqual(basic('c', 'd'))
  })

  test('inherited names are no registries', () => {
    expect(found({}, 'constructor')).toBeUndefined()
  })

  test.each([['!!!'], [base64('nocolon')], [base64(':nouser')]])('auth %s is malformed', (auth) => {
    const lookup = () => found({ 'ghcr.io': { auth } }, 'ghcr.io')
    expect(lookup).toThrow(UserError)
    expect(lookup).toThrow('DOCKER_AUTH_CONFIG is malformed: auths["ghcr.io"].auth')
    expect(lookup).not.toThrow(auth)
  })

  test.each([['{'], ['[]'], ['{"auths": []}'], ['{"credHelpers": "x"}']])(
    '%s is malformed',
    (text) => {
      expect(() => inlineConfig(text)).toThrow('malformed')
    },
  )
})

describe('which helper answers', () => {
  const config = inlineConfig(
    JSON.stringify({ credsStore: 'store', credHelpers: { 'ghcr.io': 'own', 'quay.io': '' } }),
  )
  test.each([
    ['ghcr.io', 'own'],
    ['docker.io', 'store'],
    ['sub.ghcr.io', 'store'],
    ['quay.io', undefined],
  ])('for %s: %s', (registry, helper) => {
    expect(helperFor(config, registry)).toBe(helper)
  })
})

describe('a credential helper', () => {
  const asked: string[][] = []
  const helper = (exitCode: number, stdout: string) =>
    runCredentialHelper({}, async (program, input) => {
      asked.push([program, input])
      return { exitCode, stdout }
    })

  test('gets the registry on standard input', async () => {
    const answer = JSON.stringify({ ServerURL: 'x', Username: 'AWS', Secret: 's3cret' })
    expect(await helper(0, answer)('ecr-login', 'ghcr.io')).toEqual(basic('AWS', 's3cret'))
    expect(asked.at(-1)).toEqual(['docker-credential-ecr-login', 'ghcr.io'])
  })

  test('marks an identity token by the user name <token>', async () => {
    const answer = JSON.stringify({ Username: '<token>', Secret: 'it' })
    expect(await helper(0, answer)('x', 'ghcr.io')).toEqual({ kind: 'identity-token', token: 'it' })
  })

  test('knows nothing', async () => {
    const answer = helper(1, 'credentials not found in native keychain\n')
    expect(await answer('x', 'ghcr.io')).toBeUndefined()
  })

  test.each([
    [1, 'keychain is locked', 'ended with code 1: keychain is locked'],
    [0, 'not json', 'did not answer with Username and Secret'],
    [0, '{"Username":"me"}', 'did not answer with Username and Secret'],
  ])('exit code %i with %s fails', async (exitCode, stdout, reason) => {
    const call = helper(exitCode, stdout)('x', 'ghcr.io')
    await expect(call).rejects.toThrow(UserError)
    await expect(call).rejects.toThrow(reason)
    await expect(call).rejects.toThrow('docker-credential-x')
  })

  test('never shows what may be a secret', async () => {
    const call = helper(1, '{"Secret":"s3cret"}')('x', 'ghcr.io')
    await expect(call).rejects.not.toThrow('s3cret')
  })

  test.each([['../evil'], ['/bin/sh'], ['a b'], ['x;y'], ['-x'], ['.'], ['a\\b'], ['']])(
    'the name %j is not run',
    async (name) => {
      const before = asked.length
      await expect(helper(0, '{}')(name, 'ghcr.io')).rejects.toThrow('not a plain file name')
      expect(asked.length).toBe(before)
    },
  )
})

test.each([
  [{ DOCKER_CONFIG: '/cfg', HOME: '/home/me' }, '/cfg/config.json'],
  [{ DOCKER_CONFIG: '', HOME: '/home/me' }, '/home/me/.docker/config.json'],
])('%j points at %s', (env, file) => {
  expect(configFile(env)).toBe(file)
})

test('a credential for one registry is given for no other', async () => {
  const credential = { kind: 'registry-token', token: 't' } as const
  const lookup = credentialFor('ghcr.io', credential, anonymous)
  expect(await lookup('ghcr.io')).toBe(credential)
  expect(await lookup('ghcr.io.evil.example')).toBeUndefined()
})

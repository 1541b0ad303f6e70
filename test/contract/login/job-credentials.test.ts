import { hasJobCredentials, registryCredentials } from '@ci-kit/login/job-credentials'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../folders.ts'

const envWith = (settings: object, more: Record<string, string> = {}) => ({
  DOCKER_CONFIG: folderWith({ 'config.json': JSON.stringify(settings) }),
  ...more,
})

describe('the job has credentials with', () => {
  test.each([
    ['a login', { auths: { 'ghcr.io': { auth: 'eDp5' } } }],
    ['a login under the address', { auths: { 'https://ghcr.io/v1/': { auth: 'eDp5' } } }],
    ['a user', { auths: { 'ghcr.io': { username: 'x', password: 'y' } } }],
    ['an identity token', { auths: { 'ghcr.io': { identitytoken: 'x' } } }],
    ['a helper', { credHelpers: { 'ghcr.io': 'pass' } }],
    ['a login in a store', { credsStore: 'desktop', auths: { 'ghcr.io': {} } }],
  ])('%s', async (_, settings) => {
    expect(await hasJobCredentials('ghcr.io', envWith(settings))).toBe(true)
  })

  test.each([
    ['an empty entry without a store', { auths: { 'ghcr.io': {} } }, false],
    ['an empty helper', { credHelpers: { 'ghcr.io': '' } }, false],
    ['a store that has not been asked for it', { credsStore: 'desktop' }, false],
    ['a host that looks alike', { auths: { 'ghcr.io.evil.test': { auth: 'eDp5' } } }, false],
    ['another port', { auths: { 'ghcr.io:8443': { auth: 'eDp5' } } }, false],
  ])('%s: not', async (_, settings, expected) => {
    expect(await hasJobCredentials('ghcr.io', envWith(settings))).toBe(expected)
  })

  test.each([
    ['docker.io', 'https://index.docker.io/v1/', true],
    ['docker.io', 'index.docker.io', true],
    ['docker.io', 'docker.io.evil.test', false],
  ])('a login to %s under %s: %j', async (host, key, expected) => {
    const env = envWith({ auths: { [key]: { auth: 'eDp5' } } })
    expect(await hasJobCredentials(host, env)).toBe(expected)
  })

  test('the variable DOCKER_AUTH_CONFIG', async () => {
    const inline = JSON.stringify({ auths: { 'ghcr.io': { auth: 'eDp5' } } })
    const env = envWith({}, { DOCKER_AUTH_CONFIG: inline })
    expect(await hasJobCredentials('ghcr.io', env)).toBe(true)
    expect(await hasJobCredentials('other.test', env)).toBe(false)
  })
})

describe("the step's own requests", () => {
  const env = envWith({
    auths: { 'ghcr.io': { auth: 'eDp5' }, 'other.test': { username: 'a', password: 'b' } },
  })
  const login = { host: 'ghcr.io', username: 'me', password: 'pw' }

  test('use the login for its registry, and what the job has for others', async () => {
    const credentials = registryCredentials(login, env)
    expect(await credentials('ghcr.io')).toEqual({ kind: 'basic', username: 'me', password: 'pw' })
    expect(await credentials('other.test')).toMatchObject({ username: 'a', password: 'b' })
    expect(await credentials('ghcr.io.evil.test')).toBeUndefined()
  })

  test('use what the job has without a login', async () => {
    expect(await registryCredentials(undefined, env)('ghcr.io')).toMatchObject({ username: 'x' })
  })
})

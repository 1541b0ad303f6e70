import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { privateDockerConfig } from '@ci-kit/login/private-docker-config'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../folders.ts'

const LOGIN = { host: 'ghcr.io', username: 'x-access-token', password: 'job-token' }
const AUTH = Buffer.from('x-access-token:job-token').toString('base64')

/** Docker's settings with this content, and the environment that a build gets. */
const prepared = async (content: string | object | undefined, env: Record<string, string> = {}) => {
  const text = typeof content === 'object' ? JSON.stringify(content) : content
  const original = folderWith(text === undefined ? {} : { 'config.json': text })
  const result = await privateDockerConfig(
    LOGIN,
    { HOME: '/nowhere', DOCKER_CONFIG: original, ...env },
    folderWith(),
  )
  return { original, text, result, made: result.DOCKER_CONFIG ?? '' }
}

const configIn = (folder: string): unknown =>
  JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))

const modeOf = (path: string) => statSync(path).mode & 0o777

describe('the private settings', () => {
  test("hold the login and all that the user has set, and the user's own file stays as it is", async () => {
    const settings = {
      auths: { 'registry.example.test': { auth: 'eDp5' } },
      credHelpers: { '1.dkr.ecr.eu-west-1.amazonaws.com': 'ecr-login' },
      credsStore: 'desktop',
      currentContext: 'remote',
      proxies: { default: { httpProxy: 'http://proxy.test' } },
    }
    const { original, text, made } = await prepared(settings)
    expect(configIn(made)).toEqual({
      ...settings,
      auths: { ...settings.auths, 'ghcr.io': { auth: AUTH } },
      credHelpers: { ...settings.credHelpers, 'ghcr.io': '' },
    })
    expect(readFileSync(join(original, 'config.json'), 'utf8')).toBe(text)
  })

  test('can be read by nobody else', async () => {
    const { made } = await prepared({})
    expect(modeOf(made)).toBe(0o700)
    expect(modeOf(join(made, 'config.json'))).toBe(0o600)
  })

  test('lead to the contexts, plugins and builders of the user', async () => {
    const { original, made, result } = await prepared({})
    expect(readlinkSync(join(made, 'contexts'))).toBe(join(original, 'contexts'))
    expect(readlinkSync(join(made, 'cli-plugins'))).toBe(join(original, 'cli-plugins'))
    expect(result.BUILDX_CONFIG).toBe(join(original, 'buildx'))
  })

  test('leave BUILDX_CONFIG and the rest of the environment alone', async () => {
    const { result } = await prepared({}, { BUILDX_CONFIG: '/builders', PATH: '/bin' })
    expect(result).toMatchObject({ BUILDX_CONFIG: '/builders', PATH: '/bin', HOME: '/nowhere' })
  })

  test('start from the home folder where DOCKER_CONFIG is not set', async () => {
    const home = folderWith({ '.docker/config.json': '{"credsStore":"desktop"}' })
    const result = await privateDockerConfig(LOGIN, { HOME: home }, folderWith())
    expect(configIn(result.DOCKER_CONFIG ?? '')).toMatchObject({ credsStore: 'desktop' })
    expect(result.BUILDX_CONFIG).toBe(join(home, '.docker', 'buildx'))
  })

  test('have absolute links where DOCKER_CONFIG is relative', async () => {
    const original = folderWith()
    const env = { DOCKER_CONFIG: relative(process.cwd(), original) }
    const result = await privateDockerConfig(LOGIN, env, folderWith())
    expect(readlinkSync(join(result.DOCKER_CONFIG ?? '', 'contexts'))).toBe(
      join(original, 'contexts'),
    )
  })

  test.each([undefined, '', ' \n', '{}'])(
    'hold the login alone for the file %j',
    async (content) => {
      const { made } = await prepared(content)
      expect(configIn(made)).toEqual({
        auths: { 'ghcr.io': { auth: AUTH } },
        credHelpers: { 'ghcr.io': '' },
      })
    },
  )
})

describe('the login counts', () => {
  test('where the job has another for the same registry', async () => {
    const { made } = await prepared({ auths: { 'ghcr.io': { auth: 'eDp5' } } })
    expect(configIn(made)).toMatchObject({ auths: { 'ghcr.io': { auth: AUTH } } })
  })

  test('where DOCKER_AUTH_CONFIG, which Docker reads first, has another', async () => {
    const inline = { auths: { 'ghcr.io': { auth: 'eDp5' }, 'other.test': { auth: 'eDp6' } } }
    const { made, result } = await prepared(
      { credHelpers: { 'other.test': 'pass' } },
      { DOCKER_AUTH_CONFIG: JSON.stringify(inline) },
    )
    expect(configIn(made)).toEqual({
      auths: { 'ghcr.io': { auth: AUTH }, 'other.test': { auth: 'eDp6' } },
      credHelpers: { 'ghcr.io': '', 'other.test': '' },
    })
    expect(result.DOCKER_AUTH_CONFIG).toBeUndefined()
  })

  test('for Docker Hub under the name that Docker knows it by', async () => {
    const login = { host: 'docker.io', username: 'me', password: 'p:w' }
    const env = { DOCKER_CONFIG: folderWith() }
    const result = await privateDockerConfig(login, env, folderWith())
    const auth = Buffer.from('me:p:w').toString('base64')
    expect(configIn(result.DOCKER_CONFIG ?? '')).toMatchObject({
      auths: { 'https://index.docker.io/v1/': { auth } },
    })
  })
})

describe('settings that cannot be read are refused, and no word of them is repeated:', () => {
  test.each(['{"auths":{"ghcr.io":{"auth":"c2VjcmV0"', '[]', '"c2VjcmV0"', '{"auths":"c2VjcmV0"}'])(
    '%s',
    async (content) => {
      const refused = prepared(content)
      await expect(refused).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(/config\.json .*malformed.*log in again/),
      })
      await expect(refused).rejects.not.toThrow('c2VjcmV0')
    },
  )

  test('a folder in place of the file', async () => {
    const original = folderWith({ 'config.json/x': '' })
    const env = { DOCKER_CONFIG: original }
    await expect(privateDockerConfig(LOGIN, env, folderWith())).rejects.toThrow(
      /config\.json cannot be read.*DOCKER_CONFIG/,
    )
  })

  test('and nothing is left behind', async () => {
    const folder = folderWith()
    const env = { DOCKER_CONFIG: folderWith({ 'config.json': '{' }) }
    await expect(privateDockerConfig(LOGIN, env, folder)).rejects.toThrow()
    expect(existsSync(join(folder, 'docker'))).toBe(false)
  })
})

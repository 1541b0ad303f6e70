import { createHash } from 'node:crypto'
import { builderStore, buildxFolder } from '@ci-kit/docker-cache/engine/builder-store'
import { dockerContext, isDockerContext } from '@ci-kit/docker-cache/engine/docker-context'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'

const HOST = 'ssh://me@far.test'
const id = createHash('sha256').update('far').digest('hex')
const CONTEXTS = {
  [`contexts/meta/${id}/meta.json`]: JSON.stringify({ Endpoints: { docker: { Host: HOST } } }),
}
const DEFAULT = { name: 'default', endpoint: 'unix:///var/run/docker.sock' }

describe('the engine of Docker', () => {
  const settings = (config: object) =>
    folderWith({ ...CONTEXTS, 'config.json': JSON.stringify(config) })

  test.each([
    [{}, {}, DEFAULT],
    [{ currentContext: 'default' }, {}, DEFAULT],
    [{ currentContext: 'far' }, {}, { name: 'far', endpoint: HOST }],
    [{}, { DOCKER_CONTEXT: 'far' }, { name: 'far', endpoint: HOST }],
    [{ currentContext: 'far' }, { DOCKER_CONTEXT: 'default' }, DEFAULT],
    [{ currentContext: 'gone' }, {}, { name: 'gone', endpoint: undefined }],
    [
      { currentContext: 'far' },
      { DOCKER_HOST: 'tcp://x:1' },
      { name: 'default', endpoint: 'tcp://x:1' },
    ],
  ])('with the settings %j and %j is %j', (config, env, expected) => {
    expect(dockerContext({ DOCKER_CONFIG: settings(config), ...env })).toEqual(expected)
  })

  test('without a folder of settings is the default one', () => {
    expect(dockerContext({ HOME: '/nowhere' })).toEqual(DEFAULT)
  })

  test.each([
    ['default', true],
    ['far', true],
    ['gone', false],
    ['../far', false],
  ])('has a context %s: %j', (name, expected) => {
    expect(isDockerContext({ DOCKER_CONFIG: settings({}) }, name)).toBe(expected)
  })
})

describe("buildx's folder", () => {
  test.each([
    [{ BUILDX_CONFIG: '/b', DOCKER_CONFIG: '/d', HOME: '/h' }, '/b'],
    [{ DOCKER_CONFIG: '/d', HOME: '/h' }, '/d/buildx'],
    [{ HOME: '/h' }, '/h/.docker/buildx'],
  ])('with %j is %s', (env, folder) => {
    expect(buildxFolder(env)).toBe(folder)
  })

  test('that is not there holds no builder', () => {
    const store = builderStore('/nowhere')
    expect(store.names()).toEqual([])
    expect(store.named('a')).toBeUndefined()
    expect(store.current('unix:///var/run/docker.sock')).toBeUndefined()
  })

  test('is not left by the name of a builder', () => {
    const folder = folderWith({ secret: '{}', 'instances/a': '{"Driver":"remote"}' })
    const store = builderStore(folder)
    expect(store.named('A')).toEqual({ name: 'a', driver: 'remote' })
    for (const name of ['../secret', '..', '', '/a', 'a/../a']) {
      expect(store.named(name)).toBeUndefined()
    }
  })

  test('with a builder that cannot be read is an error that names the file', () => {
    const store = builderStore(folderWith({ 'instances/a': '{"Driver"', 'instances/b/c': '' }))
    expect(() => store.named('a')).toThrow(/instances\/a is malformed.*remove it/)
    expect(() => store.named('b')).toThrow(/instances\/b cannot be read.*EISDIR/)
  })
})

import type { Json } from '@ci-kit/core/json'
import { withoutEmptyValues } from '@ci-kit/ecs/task-definition/empty-values'
import { describe, expect, test } from '@jest/globals'

const base = { family: 'web', containerDefinitions: [{ name: 'web', image: 'web' }] }
const of = (members: Json, keep: readonly string[] = []) =>
  withoutEmptyValues({ ...base, ...members }, new Set(keep))
const container = (members: Json, keep: readonly string[] = []) =>
  of({ containerDefinitions: [{ name: 'web', image: 'web', ...members }] }, keep)
const containerWith = (members: Json) => ({
  ...base,
  containerDefinitions: [{ name: 'web', image: 'web', ...members }],
})

describe('withoutEmptyValues', () => {
  test('null, empty lists, texts and objects go', () => {
    expect(of({ ipcMode: null, volumes: [], memory: '', runtimePlatform: {} })).toEqual(base)
    expect(of({ proxyConfiguration: { containerName: '', properties: [{}, null] } })).toEqual(base)
  })

  test('as amazon-ecs-deploy-task-definition does it in its own test', () => {
    expect(
      container({
        logConfiguration: {},
        repositoryCredentials: { credentialsParameter: '' },
        command: [''],
        environment: [{ name: 'hello', value: 'world' }, { name: 'test', value: '' }, {}],
        secretOptions: [{ name: 'one', valueFrom: '/one' }, {}],
        cpu: 0,
        essential: false,
      }),
    ).toEqual(
      containerWith({
        environment: [
          { name: 'hello', value: 'world' },
          { name: 'test', value: '' },
        ],
        secretOptions: [{ name: 'one', valueFrom: '/one' }],
        cpu: 0,
        essential: false,
      }),
    )
  })

  test('an empty argument between others stays', () => {
    expect(
      container({ command: ['sh', '-c', ''], links: [null, 'a'], ulimits: ['', { name: 'a' }] }),
    ).toEqual(containerWith({ command: ['sh', '-c', ''], links: ['a'], ulimits: [{ name: 'a' }] }))
  })

  test.each([
    ['null', { ipcMode: null }, ['ipcMode']],
    ['a text', { memory: '' }, ['memory']],
    ['a list', { tags: [] }, ['tags']],
    ['an object', { runtimePlatform: {} }, ['runtimePlatform']],
    ['a deep one', { volumes: [{ name: 'a', host: { sourcePath: '' } }] }, ['sourcePath']],
    ['one in nothing else', { volumes: [{ host: { sourcePath: '' } }] }, ['sourcePath']],
  ])('%s stays where keep-null-value-keys names its member', (_, members, keep) => {
    expect(of(members, keep)).toEqual({ ...base, ...members })
    expect(of(members)).not.toEqual({ ...base, ...members })
  })

  test('properties of an App Mesh proxy have a value and a name', () => {
    const properties = [{ name: 'ProxyIngressPort', value: 15000 }, { name: 'EgressIgnoredIPs' }]
    const proxy = (type: string) => of({ proxyConfiguration: { type, properties } })
    expect(proxy('APPMESH').proxyConfiguration).toEqual({
      type: 'APPMESH',
      properties: [
        { name: 'ProxyIngressPort', value: 15000 },
        { name: 'EgressIgnoredIPs', value: '' },
      ],
    })
    expect(proxy('OTHER').proxyConfiguration).toEqual({ type: 'OTHER', properties })
    expect(
      of({ proxyConfiguration: { type: 'APPMESH', properties: [{ value: 'x' }] } })
        .proxyConfiguration,
    ).toEqual({ type: 'APPMESH', properties: [{ name: '', value: 'x' }] })
  })
})

import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { edited } from '@ci-kit/ecs/task-definition/edit'
import type { ContainerEdits, NamedEdits } from '@ci-kit/ecs/task-definition/edits'
import { describe, expect, test } from '@jest/globals'
import { written } from './samples.ts'

const origin = "Task definition 'web.json'"
const named = (
  set: Readonly<Record<string, string>>,
  remove: readonly string[] = [],
  exclusive = false,
): NamedEdits => ({ set: new Map(Object.entries(set)), remove, exclusive })

const change = (edits: ContainerEdits, document: Json = written(), container = 'web') =>
  edited(document, { containers: new Map([[container, edits]]) }, origin)

/** The container `web` after the edits. */
const web = (edits: ContainerEdits, document: Json = written()): Json => {
  const { containerDefinitions: containers } = change(edits, document).document
  const [first] = Array.isArray(containers) ? containers : []
  return isObject(first) ? first : {}
}
const only = (members: Json): Json => ({ containerDefinitions: [{ name: 'web', ...members }] })
const env = (...pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([name, value]) => ({ name, value }))

describe('edited', () => {
  test('nothing to change changes nothing', () => {
    expect(edited(written(), { containers: new Map() }, origin)).toEqual({
      document: written(),
      notices: [],
    })
    expect(change({}).document).toEqual(written())
  })

  test('members of the task are set', () => {
    const members = { cpu: '512', memory: '1 GB', taskRoleArn: 'task', executionRoleArn: 'run' }
    const { document } = edited(written(), { containers: new Map(), ...members }, origin)
    expect(document).toEqual({ ...written(), ...members })
  })

  test('images are set for each container that is named, and for no other', () => {
    const containers = new Map([
      ['proxy', { image: 'b:2' }],
      ['web', { image: 'a:1' }],
    ])
    const { document } = edited(written(), { containers }, origin)
    expect(document).toMatchObject({
      containerDefinitions: [
        { name: 'web', image: 'a:1', command: ['node', 'server.js'] },
        { name: 'proxy', image: 'b:2', essential: false },
      ],
    })
  })

  test.each<[string, NamedEdits, Json[]]>([
    [
      'set',
      named({ REGION: 'us', NEW: '' }),
      env(['LOG_LEVEL', 'info'], ['REGION', 'us'], ['NEW', '']),
    ],
    ['removed', named({}, ['LOG_LEVEL', 'ABSENT']), env(['REGION', 'eu'])],
    ['exclusive', named({ B: '1', REGION: 'us' }, [], true), env(['REGION', 'us'], ['B', '1'])],
    ['cleared', named({}, [], true), []],
  ])('environment variables are %s, those that stay in their order', (_, environment, expected) => {
    expect(web({ environment }).environment).toEqual(expected)
  })

  test('a variable that is there twice is set once', () => {
    const document = only({ environment: env(['A', '1'], ['B', '2'], ['A', '3']) })
    expect(web({ environment: named({ A: '4' }) }, document).environment).toEqual(
      env(['A', '4'], ['B', '2']),
    )
  })

  test('lists and objects that are not there are made', () => {
    const edits = {
      environment: named({ A: '1' }),
      secrets: named({ S: '/s' }),
      environmentFiles: ['arn:aws:s3:::b/a.env'],
      logDriver: 'awslogs',
      logOptions: named({ 'awslogs-group': 'g' }),
      dockerLabels: named({ l: 'v' }),
      command: ['run', ''],
    }
    expect(web(edits, only({ environment: null }))).toEqual({
      name: 'web',
      environment: env(['A', '1']),
      secrets: [{ name: 'S', valueFrom: '/s' }],
      environmentFiles: [{ value: 'arn:aws:s3:::b/a.env', type: 's3' }],
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g' } },
      dockerLabels: { l: 'v' },
      command: ['run', ''],
    })
  })

  test('other members of an entry stay', () => {
    const document = only({ secrets: [{ name: 'S', valueFrom: '/old', newKey: 1 }] })
    expect(web({ secrets: named({ S: '/new' }) }, document).secrets).toEqual([
      { name: 'S', valueFrom: '/new', newKey: 1 },
    ])
  })

  test('a variable that becomes a secret is no variable any more, and the other way round', () => {
    const secret = change({ secrets: named({ LOG_LEVEL: '/level' }) })
    expect(secret.document).toMatchObject({
      containerDefinitions: [
        {
          environment: env(['REGION', 'eu']),
          secrets: [{ name: 'DB_PASSWORD' }, { name: 'LOG_LEVEL', valueFrom: '/level' }],
        },
        {},
      ],
    })
    expect(secret.notices).toEqual([
      "Task definition 'web.json', container 'web': 'LOG_LEVEL' is a secret now, and no longer plain.",
    ])
    const plain = change({ environment: named({ DB_PASSWORD: 'x' }) })
    expect(plain.notices).toEqual([expect.stringContaining("'DB_PASSWORD' is a plain value now")])
    expect(plain.document).toMatchObject({ containerDefinitions: [{ secrets: [] }, {}] })
  })

  test('files of variables are added once', () => {
    const document = only({ environmentFiles: [{ value: 'a', type: 's3' }] })
    expect(web({ environmentFiles: ['a', 'b'] }, document).environmentFiles).toEqual([
      { value: 'a', type: 's3' },
      { value: 'b', type: 's3' },
    ])
  })

  test('log options and labels are set, removed, exclusive', () => {
    expect(
      web({ logOptions: named({ 'awslogs-region': 'eu' }), dockerLabels: named({}, ['team']) }),
    ).toMatchObject({
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': '/ecs/web', 'awslogs-region': 'eu' },
      },
      dockerLabels: {},
    })
    expect(web({ logOptions: named({ a: 'b' }, [], true), logDriver: 'splunk' })).toMatchObject({
      logConfiguration: { logDriver: 'splunk', options: { a: 'b' } },
    })
    expect(web({ dockerLabels: named(JSON.parse('{"__proto__": "x"}')) }).dockerLabels).toEqual(
      JSON.parse('{"team": "shop", "__proto__": "x"}'),
    )
  })

  test('what it is given stays as it is', () => {
    const document = written()
    change(
      {
        image: 'a',
        environment: named({ LOG_LEVEL: 'x' }, ['REGION'], true),
        secrets: named({ S: 's' }, ['DB_PASSWORD']),
        logOptions: named({ a: 'b' }),
        dockerLabels: named({}, [], true),
        environmentFiles: ['a'],
      },
      document,
    )
    expect(document).toEqual(written())
  })

  test.each<[string, string]>([
    ['wbe', "has no container 'wbe'. It has: 'web', 'proxy'. Did you mean 'web'?"],
    ['worker', "has no container 'worker'. It has: 'web', 'proxy'. Name one of those."],
  ])('container %s is refused', (name, said) => {
    expect(() => change({ image: 'a' }, written(), name)).toThrow(UserError)
    expect(() => change({ image: 'a' }, written(), name)).toThrow(`${origin} ${said}`)
  })

  test.each<[ContainerEdits, Json, string]>([
    [{}, {}, "has no list 'containerDefinitions'"],
    [
      { environment: named({ A: '1' }), secrets: named({ A: '/a' }) },
      written(),
      "'A' is set as environment variable and as secret",
    ],
    [{ logOptions: named({ a: 'b' }) }, only({}), "container 'web' has no log driver"],
    [
      { environment: named({ A: '1' }) },
      only({ environment: { A: '1' } }),
      "'environment' is no list",
    ],
    [
      { dockerLabels: named({ A: '1' }) },
      only({ dockerLabels: ['a'] }),
      "'dockerLabels' is no object",
    ],
  ])('%j of %j is refused', (edits, document, said) => {
    expect(() => change(edits, document)).toThrow(UserError)
    expect(() => change(edits, document)).toThrow(said)
  })
})

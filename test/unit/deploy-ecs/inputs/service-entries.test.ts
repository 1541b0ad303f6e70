import { resolve } from 'node:path'
import { readManifest } from '@ci-kit/cli/manifest'
import { UserError } from '@ci-kit/core/errors'
import { serviceEntries } from '@ci-kit/deploy-ecs/inputs/service-entries'
import { ENTRY_INPUTS, SERVICE_NAME } from '@ci-kit/ecs/services/service-entry'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { given, parsed } from '../given.ts'

const entries = (services: string, inputs: Readonly<Record<string, string>> = {}) =>
  serviceEntries(given({ services, ...inputs })) ?? []

/** What the first entry says of an input. */
const read = (services: string, input: string) => entries(services)[0]?.inputs.read(input)

test('an empty input is none', () => {
  expect(serviceEntries(given({}))).toBeUndefined()
})

test('an entry without settings takes all from the inputs of these names', () => {
  const [api, web] = entries('api:\nweb: {}', { image: 'ghcr.io/org/app:1' })
  expect([api?.name, web?.name]).toEqual(['api', 'web'])
  expect(api?.inputs.read('image')).toBe('ghcr.io/org/app:1')
  expect(web?.inputs.read('image')).toBe('ghcr.io/org/app:1')
})

test('an entry that says something empty does not take it from the input', () => {
  const [api] = entries('api: { image: "", cpu: }', { image: 'ghcr.io/org/app:1', cpu: '512' })
  expect(api?.inputs.read('image')).toBe('')
  expect(api?.inputs.read('cpu')).toBe('')
})

test.each([
  ['a text', 'api: { command: node x }', 'command', 'node x'],
  ['a number', 'api: { desired-count: 2 }', 'desired-count', '2'],
  ['a flag', 'api: { force-new-deployment: true }', 'force-new-deployment', 'true'],
  ['a list, one line each', 'api: { env-files: [a, b] }', 'env-files', 'a\nb'],
  ['a map', 'api: { images: { api: "x:1" } }', 'images', 'api=x:1'],
  [
    'a map with numbers',
    'api: { environment-variables: { A: 1, B: "" } }',
    'environment-variables',
    'A=1\nB=',
  ],
  [
    'a map that takes away',
    'api: { environment-variables: { A: } }',
    'environment-variables',
    '-A',
  ],
  ['lines', 'api:\n  images: |\n    api=x:1\n    web=y:1\n', 'images', 'api=x:1\nweb=y:1\n'],
  ['a command as list', 'api: { command: [node, "a b"] }', 'command', '["node","a b"]'],
  [
    'members of CreateService',
    'api: { create: { desiredCount: 1 } }',
    'create',
    '{"desiredCount":1}',
  ],
  [
    'a volume',
    'api: { service-managed-ebs-volume: { sizeInGiB: 1 } }',
    'service-managed-ebs-volume',
    '{"sizeInGiB":1}',
  ],
  ['JSON, which is YAML as well', '{"api": {"cpu": "256"}}', 'cpu', '256'],
])('%s', (_, services, input, text) => {
  expect(read(services, input)).toBe(text)
})

test.each([
  ['web: { needs: api }', ['api']],
  ['web: { needs: [api, worker] }', ['api', 'worker']],
  ['web: { needs: [] }', []],
  ['web: { needs: }', []],
])('%s', (services, needs) => {
  expect(entries(services)[0]?.needs).toEqual(needs)
})

test('services of a step come to requests of their own', () => {
  const { requests } = parsed({
    services:
      'api: { images: { api: "ghcr.io/org/api:1" } }\nweb: { needs: api, desired-count: 0 }',
    'wait-until': 'paused',
  })
  expect(requests).toMatchObject([
    {
      service: 'api',
      needs: [],
      edits: { containers: new Map([['api', { image: 'ghcr.io/org/api:1' }]]) },
      until: 'paused',
    },
    { service: 'web', needs: ['api'], settings: { desiredCount: 0 }, until: 'paused' },
  ])
})

test('an entry has the inputs from task-definition to health-timeout-seconds, as the manifest says', () => {
  const names = [...readManifest(resolve('actions', 'deploy-ecs')).inputs.keys()]
  const [first, last] = ['task-definition', 'health-timeout-seconds'].map((name) =>
    names.indexOf(name),
  )
  expect(ENTRY_INPUTS).toEqual(names.slice(first, (last ?? 0) + 1))
})

test('every input of an entry is taken, and is one of the action', () => {
  for (const input of ENTRY_INPUTS) {
    expect(given({ [input]: 'x' }).read(input)).toBe('x')
    expect(read(JSON.stringify({ api: { [input]: 'x' } }), input)).toBe('x')
  }
})

test('variables of a map reach the task definition as they are, whatever they hold', () => {
  const line = fc
    .string({ unit: 'grapheme' })
    .filter((text) => !/[\r\n]/.test(text) && text === text.trim())
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[A-Z]\w{0,9}$/), line, { minKeys: 1 }),
      (values) => {
        const services = JSON.stringify({
          web: { 'container-name': 'web', 'environment-variables': values },
        })
        const container = parsed({ services }).requests[0]?.edits.containers.get('web')
        expect(container?.environment?.set).toEqual(new Map(Object.entries(values)))
      },
    ),
  )
})

test('a name is taken when ECS takes it, and refused by name when not', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20 }), (name) => {
      const names = () => entries(JSON.stringify({ [name]: {} })).map((entry) => entry.name)
      if (SERVICE_NAME.test(name)) expect(names()).toEqual([name])
      else expect(names).toThrow('is no name of a service')
    }),
  )
})

describe('is refused', () => {
  test.each([
    ['[api, web]', ["Input 'services' holds no map", "'api: {"]],
    ['api', ["Input 'services' holds no map"]],
    ['{}', ["Input 'services' holds no map"]],
    ['api: [', ["Input 'services', line 1"]],
    ['api: {}\napi: {}', ["Input 'services', line 2"]],
    ['api: x', ["'api', is no map", "'{}'"]],
    ['api: [images]', ["'api', is no map"]],
    ['"main/api": {}', ["'main/api' is no name of a service"]],
    ['api: { image-tag: x }', ["'api', has 'image-tag'", 'Use needs, task-definition,']],
    ['api: { cluster: other }', ["'api', has 'cluster'"]],
    ['api: { run-task: true }', ["'api', has 'run-task'"]],
    ['api: { needs: { web: true } }', ["'api', has 'needs' that are no names"]],
    ['api: { needs: [1] }', ["'needs' that are no names", 'needs: [other-service]']],
    ['api: { needs: [""] }', ["'needs' that are no names"]],
    ['api: { env-files: ["a\\nb"] }', ["'env-files' has a value of several lines"]],
    [
      'api: { environment-variables: { A: "x\\ny" } }',
      ["'environment-variables' has a value of several"],
    ],
  ])('%s', (services, words) => {
    const parse = () => entries(services)
    expect(parse).toThrow(UserError)
    for (const word of words) expect(parse).toThrow(word)
  })

  test('more services than a step may have', () => {
    const services = (count: number) =>
      Array.from({ length: count }, (_, at) => `s${at}: {}`).join('\n')
    expect(entries(services(50))).toHaveLength(50)
    expect(() => entries(services(51))).toThrow("Input 'services' has 51 services, 50 are allowed")
  })
})

import { parseYaml } from '@ci-kit/core/yaml'
import {
  isJsonList,
  parseComponents,
  refuseSharedReferences,
} from '@ci-kit/docker-cache/components/parse-components'
import { describe, expect, test } from '@jest/globals'

const parse = (text: string) =>
  parseComponents(text, (yaml) => parseYaml(yaml, "Input 'components'"))

const FULL = `
- name: api
  image-name: org/shop/api
  context: services/api
  file: docker/api.Dockerfile
  target: runtime
  cache-scope: shared
  args:
    VERSION: '1.10'
    DEBUG: false
    PORT: 8080
    FROM_ENVIRONMENT:
  labels: { org.example.team: 'a=b, c' }
  build-contexts: { alpine: 'docker-image://alpine:3.22' }
  platforms: linux/amd64, linux/arm64
  tags: |
    # a comment
    type=ref,event=branch
    1.2.3
  needs: base
- { name: base, image-name: org/shop/base }
`

describe('the input components', () => {
  test('is read from YAML', () => {
    const [api, base] = parse(FULL)
    expect(api).toEqual({
      name: 'api',
      imageName: 'org/shop/api',
      context: 'services/api',
      file: 'docker/api.Dockerfile',
      target: 'runtime',
      cacheScope: 'shared',
      scopeSuffix: '',
      buildArgs: ['VERSION=1.10', 'DEBUG=false', 'PORT=8080', 'FROM_ENVIRONMENT'],
      labels: ['org.example.team=a=b, c'],
      buildContexts: ['alpine=docker-image://alpine:3.22'],
      platforms: ['linux/amd64', 'linux/arm64'],
      tags: ['type=ref,event=branch', '1.2.3'],
      needs: ['base'],
    })
    expect(base).toMatchObject({ name: 'base', context: undefined, tags: [], needs: [] })
  })

  test('is read from JSON without a YAML parser', () => {
    const text = '[{"name":"api","image-name":"org/api","args":["A=1","B"],"needs":[]}]'
    const fail = () => {
      throw new Error('not called')
    }
    expect(parseComponents(text, fail)).toMatchObject([{ name: 'api', buildArgs: ['A=1', 'B'] }])
    expect(parseComponents('', fail)).toEqual([])
    expect(parseComponents(' [] ', fail)).toEqual([])
    expect(isJsonList(text)).toBe(true)
  })

  test.each(['- name: api', '{"name":"api"}', '[api, web]', 'null'])(
    '%j needs the YAML parser',
    (text) => expect(isJsonList(text)).toBe(false),
  )

  test('may name an image twice when target and tags differ, with caches apart', () => {
    const text = `
- { name: run, image-name: org/app, target: run, tags: [run] }
- { name: debug, image-name: org/app, target: debug, tags: [debug] }
- { name: other, image-name: org/other }`
    expect(parse(text).map(({ scopeSuffix }) => scopeSuffix)).toEqual(['run', 'debug', ''])
  })
})

const entry = (more: string) => `- { name: api, image-name: org/api, ${more} }`

describe('components are refused with the entry, the value and the fix:', () => {
  test.each([
    ['no list', 'name: api', ['no list', "'- name: …'"]],
    ['an entry of text', '- api', ['entry 1', "'api'", "'image-name'"]],
    ['no name', '- { image-name: org/api }', ['entry 1', "'name' is missing"]],
    ['a wrong name', '- { name: Api }', ['entry 1', "'Api'", 'a-z']],
    ['a name of BuildKit', '- { name: scratch }', ["'scratch'", 'Use up to']],
    ['a name like a digest', `- { name: ${'a'.repeat(64)} }`, ['a-z']],
    ['a name that is an option', '- { name: --push }', ["'--push'"]],
    ['a name with a reference', '- { name: "a=docker-image://x" }', ["'a=docker-image://x'"]],
    ['a duplicate', `${entry('')}\n${entry('')}`, ["'api' twice", 'of its own']],
    ['no image-name', '- { name: api }', ["'api'", "'image-name' is missing", 'org/shop/api']],
    ['a wrong image-name', '- { name: api, image-name: Org/Api }', ["'Org/Api'", 'org/api']],
    ['an image-name with a tag', '- { name: api, image-name: "org/api:1" }', ["'org/api:1'"]],
    ['an unknown key', entry('dockerfile: x'), ["'api'", "'dockerfile'", 'Use name, image-name']],
    ['a context that is an option', entry('context: --push'), ["'--push'", "'./--push'"]],
    ['an empty file', entry("file: ''"), ["'file' is ''", 'one line']],
    ['a target of two lines', entry('target: "a\\nb"'), ["'a\\nb'", 'one line']],
    ['a map as file', entry('file: {}'), ["'file' is a map"]],
    ['a rounded number', entry('args: { V: 1.1 }'), ["'args.V' is 1.1", 'quotes']],
    ['an arg without a name', entry('args: [=x]'), ["'=x'", "'NAME=value'"]],
    ['an arg that is an option', entry('args: ["--x=1"]'), ["'--x=1'"]],
    ['a label without a value', entry('labels: [x]'), ["'x'", "'name=value'"]],
    ['a context without a source', entry('build-contexts: [a]'), ["'a'", "'name=folder'"]],
    ['a context from an option', entry('build-contexts: { a: --x }'), ["'a=--x'"]],
    ['a wrong platform', entry('platforms: "linux/amd64 x"'), ["'linux/amd64 x'", 'linux/amd64']],
    ['an empty need', entry("needs: ['']"), ["'needs' is ''"]],
    ['an unknown need', entry('needs: [db]'), ["'db'", 'The entries are api']],
    ['a need of itself', entry('needs: api'), ['api needs api', "out of 'needs'"]],
    [
      'a need that hides a build context',
      `${entry('needs: [b], build-contexts: { b: . }')}\n- { name: b, image-name: org/b }`,
      ["'b' is in both", 'another name'],
    ],
  ])('%s', (_, text, words) => {
    for (const word of ["Input 'components'", ...words]) expect(() => parse(text)).toThrow(word)
  })

  test('a circle, shown from one entry back to it and without those that only lead there', () => {
    const text = `
- { name: d, image-name: o/d, needs: a }
- { name: a, image-name: o/a, needs: b }
- { name: b, image-name: o/b, needs: c }
- { name: c, image-name: o/c, needs: [a, e] }
- { name: e, image-name: o/e }`
    expect(() => parse(text)).toThrow(/: a needs b needs c needs a\. Take one/)
  })

  test.each([
    ['', '', "neither 'target' nor 'cache-scope'"],
    ['tags: [a]', 'tags: [b]', "neither 'target' nor 'cache-scope'"],
    ['target: x', 'target: y', 'the same tags'],
    ['target: x, tags: [a, b]', 'target: y, tags: [b]', 'the same tags'],
  ])('one image for two: %j and %j', (one, other, words) => {
    const text = `- { name: a, image-name: org/app, ${one} }\n- { name: b, image-name: org/app, ${other} }`
    expect(() => parse(text)).toThrow("'a' and 'b' both have the image-name 'org/app'")
    expect(() => parse(text)).toThrow(words)
  })

  test('more entries or characters than a job should have', () => {
    const many = Array.from({ length: 257 }, (_, index) => ({
      name: `a${index}`,
      'image-name': 'o/a',
    }))
    expect(() => parse(JSON.stringify(many))).toThrow('257 entries, 256 are allowed')
    expect(() => parse(`[${' '.repeat(300_000)}]`)).toThrow('300002 characters')
  })
})

test('a reference that two components would have is refused before anything is built', () => {
  const planned = (b: string) => () =>
    refuseSharedReferences([
      { name: 'a', references: ['r/app:1', 'r/app:1'] },
      { name: 'b', references: [b] },
    ])
  expect(planned('r/app:1')).toThrow("'a' and 'b' would both be tagged r/app:1")
  expect(planned('r/app:2')).not.toThrow()
})

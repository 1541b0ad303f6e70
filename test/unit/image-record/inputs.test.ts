import { messageOf, UserError } from '@ci-kit/core/errors'
import { type Inputs, parseInputs } from '@ci-kit/image-record/inputs'
import { thisRun } from '@ci-kit/image-record/this-run'
import { describe, expect, test } from '@jest/globals'
import { digest, RUN } from './records.ts'

type Given = Readonly<Record<string, string>>

const parse = (given: Given): Inputs =>
  parseInputs({ read: (name) => given[name] ?? '', mask: () => {} })

const refusal = (work: () => unknown): string => {
  try {
    work()
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UserError)
    return messageOf(thrown)
  }
  throw new Error('It was accepted.')
}

const IMAGE = `ghcr.io/octo/api@${digest('a')}`
const write = (given: Given = {}) => parse({ mode: 'write', name: 'api', image: IMAGE, ...given })
const collect = (given: Given = {}) => parse({ mode: 'collect', expected: '["api"]', ...given })

describe('write', () => {
  test('needs a component and an image', () => {
    const known = { component: 'api', image: IMAGE, digest: digest('a'), facts: '' }
    expect(write()).toEqual({ mode: 'write', ...known })
  })

  test('drops the tag, and spells the name as Docker does', () => {
    expect(write({ image: `busybox:1@${digest('a')}` })).toMatchObject({
      image: `docker.io/library/busybox@${digest('a')}`,
    })
  })

  test.each<readonly [Given, string]>([
    [{ name: '' }, "Input 'name' is not set"],
    [{ name: 'a/b' }, "Input 'name' is 'a/b'"],
    [{ name: 'x'.repeat(201) }, "Input 'name'"],
    [{ image: '' }, "Input 'image' is not set"],
    [{ image: 'ghcr.io/octo/api:1' }, "Input 'image' is 'ghcr.io/octo/api:1', which has no digest"],
    [{ image: 'ghcr.io/Octo/api' }, "Input 'image': "],
    [{ image: `ghcr.io/octo/api@sha512:${'a'.repeat(128)}` }, "Input 'image'"],
  ])('%j is refused', (given, word) => {
    expect(refusal(() => write(given))).toContain(word)
  })
})

describe('collect', () => {
  test.each<readonly [string, readonly string[]]>([
    ['["api", "web"]', ['api', 'web']],
    ['["api", "api"]', ['api']],
    ['[]', []],
    ['{"include":[]}', []],
    ['{"include":[{"component":"api","file":"x"},{"component":"web"}]}', ['api', 'web']],
    ['[{"component":"api"}]', ['api']],
  ])('expected %s is %j', (expected, components) => {
    expect(collect({ expected })).toMatchObject({ expected: components })
  })

  test('writes a summary, and deploys nothing, unless it is told', () => {
    expect(collect()).toEqual({
      mode: 'collect',
      expected: ['api'],
      services: undefined,
      summary: true,
    })
    expect(collect({ services: '{}', summary: 'false' })).toMatchObject({
      services: undefined,
      summary: false,
    })
  })

  test('reads the services', () => {
    const services = JSON.stringify({
      shop: {
        component: 'api',
        container: 'app',
        needs: 'db',
        images: { proxy: 'nginx:1' },
        'health-url': 'https://shop.example.com',
      },
    })
    expect(collect({ services })).toMatchObject({
      services: [
        {
          name: 'shop',
          component: 'api',
          container: 'app',
          needs: ['db'],
          images: { proxy: 'nginx:1' },
          settings: { 'health-url': 'https://shop.example.com' },
        },
      ],
    })
  })

  test.each<readonly [Given, string]>([
    [{ expected: '' }, "Input 'expected' is not set"],
    [{ expected: 'api' }, "Input 'expected' is no list"],
    [{ expected: '{}' }, "Input 'expected' is no list"],
    [{ expected: '[1]' }, "Input 'expected', entry 1: the component is not there"],
    [{ expected: '["api", "a/b"]' }, "entry 2: the component is 'a/b'"],
    [{ expected: JSON.stringify(Array(257).fill('api')) }, '257 components, 256 are allowed'],
    [{ services: 'api' }, "Input 'services' is no JSON object"],
    [{ services: '{"shop":[]}' }, "Input 'services', 'shop': it is no object"],
    [{ services: '{"shop":{"component":"api"}}' }, "'component' and 'container'"],
    [{ services: '{"shop":{"component":"api","container":"a","needs":[1]}}' }, "'needs'"],
    [{ services: '{"shop":{"component":"api","container":"a","images":"x=y"}}' }, "'images'"],
    [{ services: ' '.repeat(10) + 'x'.repeat(300_000) }, "Input 'services' has more than"],
    [{ summary: 'maybe' }, "Input 'summary'"],
  ])('%j is refused', (given, word) => {
    expect(refusal(() => collect(given))).toContain(word)
  })
})

test.each(['', 'read'])('mode %j is refused', (mode) => {
  expect(refusal(() => parse({ mode }))).toContain("Input 'mode'")
})

describe('the run', () => {
  const env = {
    GITHUB_REPOSITORY: RUN.repository,
    GITHUB_SHA: RUN.commit,
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_JOB: 'images',
  }

  test('is what the runner says', () => {
    expect(thisRun(env)).toEqual({ ...RUN, attempt: 2 })
    expect(thisRun({ ...env, GITHUB_RUN_ATTEMPT: undefined })).toEqual(RUN)
  })

  test.each([
    [{ ...env, GITHUB_RUN_ID: '0' }, 'GITHUB_RUN_ID'],
    [{ ...env, GITHUB_RUN_ATTEMPT: 'x' }, 'GITHUB_RUN_ATTEMPT'],
    [{ ...env, GITHUB_JOB: '' }, 'GITHUB_JOB'],
    [{}, 'GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_JOB, GITHUB_RUN_ID'],
  ])('is refused as %j', (given, word) => {
    expect(refusal(() => thisRun(given))).toContain(
      `no run of GitHub Actions: ${word} cannot be used`,
    )
  })
})

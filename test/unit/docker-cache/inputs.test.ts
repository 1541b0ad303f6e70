import { maskable } from '@ci-kit/core/inputs'
import { type Inputs, parseInputs } from '@ci-kit/docker-cache/inputs'
import { describe, expect, test } from '@jest/globals'

/** What the runner hands over when only the required inputs are set: the defaults of action.yml. */
const DEFAULTS = {
  registry: 'ghcr.io',
  'image-name': 'org/shop/api',
  'github-token': 'secret-token',
  context: '.',
  push: 'true',
  'cache-mode': 'max',
}

const parse = (inputs: Record<string, string> = {}): Inputs & { masked: string[] } => {
  const all: Record<string, string> = { ...DEFAULTS, ...inputs }
  const masked: string[] = []
  const read = (name: string) => all[name] ?? ''
  return { ...parseInputs({ read, mask: (secret) => masked.push(secret) }), masked }
}

describe('inputs', () => {
  test('have their defaults', () => {
    expect(parse()).toEqual({
      repository: { host: 'ghcr.io', name: 'ghcr.io/org/shop/api' },
      cacheScope: '',
      cacheMode: 'max',
      githubToken: 'secret-token',
      context: '.',
      file: undefined,
      target: undefined,
      platforms: [],
      buildArgs: [],
      tags: [],
      push: true,
      masked: ['secret-token'],
    })
  })

  test('are all read', () => {
    const inputs = parse({
      registry: 'https://ghcr.io/',
      'cache-scope': ' feature ',
      'cache-mode': 'min',
      context: 'services/api',
      file: 'services/api/Dockerfile',
      target: 'final',
      platforms: 'linux/amd64, linux/arm64\nlinux/arm/v7',
      'build-args': '# a comment\n WHO=a, b=c \nTOKEN\n\nEMPTY=',
      tags: '1.4.2, latest\n# a comment\nghcr.io/org/shop/api:stable',
      push: 'false',
    })
    expect(inputs).toMatchObject({
      repository: { name: 'ghcr.io/org/shop/api' },
      cacheScope: 'feature',
      cacheMode: 'min',
      context: 'services/api',
      file: 'services/api/Dockerfile',
      target: 'final',
      platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
      buildArgs: ['WHO=a, b=c', 'TOKEN', 'EMPTY='],
      tags: ['1.4.2', 'latest', 'stable'],
      push: false,
    })
  })

  test.each(['127.0.0.1:5000', 'localhost:5000', 'localhost', 'registry.example.test'])(
    'take the registry %s',
    (registry) => expect(parse({ registry }).repository.host).toBe(registry),
  )

  test('take a folder of a registry', () => {
    expect(
      parse({ registry: 'registry.example.test/team', 'image-name': 'api' }).repository,
    ).toEqual({
      host: 'registry.example.test',
      name: 'registry.example.test/team/api',
    })
  })

  test('mask a token of several lines whole and line by line', () => {
    const token = 'first line\nsecond line'
    expect(parse({ 'github-token': token }).masked).toEqual(maskable(token))
  })
})

describe('a wrong input is refused with its name, its value and what to do:', () => {
  test.each([
    ['registry', '', ["'registry' is not set", "'registry: …'"]],
    ['registry', 'bad host', ["'registry'", 'bad host', 'letters, digits']],
    ['registry', 'ghcr', ["'registry'", "'ghcr'", 'a dot or a port']],
    ['registry', 'ghcr.io,ref=x', ["'registry'", 'ghcr.io,ref=x']],
    ['image-name', '', ["'image-name' is not set"]],
    ['image-name', 'Org/App', ["'image-name'", "'Org/App'", 'org/app']],
    ['image-name', 'org/app:1', ["'image-name'", 'org/app:1']],
    ['image-name', 'org/app,push=true', ["'image-name'", 'org/app,push=true']],
    ['push', 'ture', ["'push' is 'ture'", "'true' or 'false'"]],
    ['cache-mode', 'maximum', ["'cache-mode' is 'maximum'", "'max', 'min'"]],
    ['context', '', ["'context' is not set"]],
    ['context', '-', ["'context' is '-'", "'./-'"]],
    ['context', '--push', ["'context' is '--push'", "'./--push'"]],
    ['platforms', 'linux/amd46', ["'platforms'", "'linux/amd46'", "'linux/amd64'"]],
    ['platforms', 'linux/amd64 linux/arm64', ["'platforms'", "'linux/amd64 linux/arm64'"]],
    ['build-args', 'A=1\n2B=x', ["'build-args'", "'2B=x'", "'NAME=value'"]],
    ['build-args', '=x', ["'build-args'", "'=x'"]],
    ['build-args', '--push', ["'build-args'", "'--push'"]],
    ['tags', 'a b', ["'tags'", "'a b'", '128']],
    ['tags', '.hidden', ["'tags'", "'.hidden'"]],
    ['tags', 'cache-main', ["'tags'", "'cache-main'", 'another name']],
    ['tags', 'a'.repeat(129), ["'tags'", '128']],
    ['tags', 'ghcr.io/org/other:1', ["'tags'", "'ghcr.io/org/other:1'", "'ghcr.io/org/shop/api:'"]],
    ['tags', 'ghcr.io/org/shop/api:', ["'tags'", "'ghcr.io/org/shop/api:'"]],
  ])('%s: %j', (name, value, words) => {
    for (const part of words) expect(() => parse({ [name]: value })).toThrow(part)
    expect(() => parse({ [name]: value })).toThrow(expect.objectContaining({ name: 'UserError' }))
  })
})

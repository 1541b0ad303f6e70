import { type BuilderOffer, chooseBuilder } from '@ci-kit/docker-cache/engine/choose-builder'
import { proxyOptions } from '@ci-kit/docker-cache/engine/proxy-options'
import { describe, expect, test } from '@jest/globals'

const BUILDERS = ['mine', 'plain', 'other'].map((name) => ({
  name,
  driver: name === 'plain' ? 'docker' : 'remote',
}))

const offer = (
  given: Partial<Omit<BuilderOffer, 'store'>> & { current?: string } = {},
): BuilderOffer => {
  const named = (name: string) => BUILDERS.find((builder) => builder.name === name.toLowerCase())
  const { current = '', ...rest } = given
  return {
    wanted: '',
    fromEnvironment: '',
    store: {
      named,
      names: () => BUILDERS.map(({ name }) => name),
      current: (engine) => (engine === 'unix:///docker.sock' ? named(current) : undefined),
    },
    engine: 'unix:///docker.sock',
    isContext: (name) => name === 'default',
    own: undefined,
    ...rest,
  }
}

describe('the builder is', () => {
  test.each([
    [
      'the one of the input',
      { wanted: 'Mine', fromEnvironment: 'other', current: 'other' },
      'mine',
    ],
    ['the one of the variable', { fromEnvironment: 'mine', current: 'other' }, 'mine'],
    ['the current one', { current: 'mine', own: 'ci-kit-1' }, 'mine'],
  ])('%s', (_, given, name) => {
    expect(chooseBuilder(offer(given))).toEqual({ kind: 'use', name, driver: 'remote' })
  })

  test.each(['plain', 'default'])("Docker's own when it is named: %s", (wanted) => {
    expect(chooseBuilder(offer({ wanted, own: 'ci-kit-1' }))).toEqual({
      kind: 'use',
      name: wanted,
      driver: 'docker',
    })
  })

  test.each([{}, { current: 'plain' }, { current: 'mine', engine: 'tcp://other:2376' }])(
    'the one of an earlier step, else asked of Docker: %j',
    (given) => {
      expect(chooseBuilder(offer({ ...given, own: 'ci-kit-1' }))).toEqual({
        kind: 'own',
        name: 'ci-kit-1',
      })
      expect(chooseBuilder(offer(given))).toEqual({ kind: 'docker' })
    },
  )
})

test.each([
  [{ wanted: 'nope' }, /^Input 'builder' is 'nope'/],
  [{ fromEnvironment: 'nope' }, /^The variable BUILDX_BUILDER is 'nope'/],
])('a builder that does not exist is refused, with those that do: %j', (given, words) => {
  const choosing = () => chooseBuilder(offer(given))
  expect(choosing).toThrow(words)
  expect(choosing).toThrow(
    /There are 'default', 'mine', 'plain', 'other'\. Create it before this step/,
  )
})

describe('proxies of a builder', () => {
  test.each([
    [{}, []],
    [{ NO_PROXY: 'a' }, []],
    [{ http_proxy: 'http://p:1' }, ['--driver-opt', '"env.http_proxy=http://p:1"']],
    [
      { https_proxy: 'http://u:a"b@p', HTTPS_PROXY: 'http://other', no_proxy: 'a,b' },
      ['--driver-opt', '"env.https_proxy=http://u:a""b@p"', '--driver-opt', '"env.no_proxy=a,b"'],
    ],
  ])('of %j are %j', (env, options) => {
    expect(proxyOptions(env)).toEqual(options)
  })

  test.each(['http://127.0.0.1:3128', 'localhost:3128', 'http://[::1]:1', 'http://p.localhost'])(
    'on the machine itself are left out: %s',
    (proxy) => {
      expect(proxyOptions({ http_proxy: proxy, no_proxy: 'a' })).toEqual([])
    },
  )
})

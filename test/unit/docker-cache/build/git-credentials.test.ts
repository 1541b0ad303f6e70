import { GIT_TOKEN_VARIABLE, withGitCredentials } from '@ci-kit/docker-cache/build/git-credentials'
import { describe, expect, test } from '@jest/globals'
import { optionsWith } from './plans.ts'

const SERVER = 'https://github.com'
const SECRET = { id: 'GIT_AUTH_TOKEN.github.com', variable: GIT_TOKEN_VARIABLE }

const secretsFor = (context: string, serverUrl = SERVER, token = 'token') =>
  withGitCredentials(optionsWith({ context }), token, serverUrl).secrets

describe('the token is for', () => {
  test.each([
    'https://github.com/org/app.git#main',
    'https://GitHub.com/org/app',
    'https://me@github.com/org/app',
    'github.com/org/app',
  ])('a context of the server itself: %s', (context) => {
    expect(secretsFor(context)).toEqual([SECRET])
  })

  test('a named context as well', () => {
    const buildContexts = [{ name: 'lib', value: 'https://github.com/org/lib.git' }]
    expect(withGitCredentials(optionsWith({ buildContexts }), 'token', SERVER).secrets).toEqual([
      SECRET,
    ])
  })

  test('a server of its own, by its whole name and port', () => {
    const server = 'https://git.test:8443'
    expect(secretsFor('https://git.test:8443/org/app.git', server)).toEqual([
      { id: 'GIT_AUTH_TOKEN.git.test:8443', variable: GIT_TOKEN_VARIABLE },
    ])
    expect(secretsFor('https://git.test/org/app.git', server)).toEqual([])
    expect(secretsFor('github.com/org/app', server)).toEqual([])
  })

  test('no other secret of the build', () => {
    const own = { id: 'npm', file: 'x' }
    const options = optionsWith({ context: 'https://github.com/o/a', secrets: [own] })
    expect(withGitCredentials(options, 'token', SERVER).secrets).toEqual([own, SECRET])
  })
})

describe('the token is not handed over', () => {
  test.each([
    '.',
    'github.com.evil.test/org/app',
    'https://github.com.evil.test/org/app.git',
    'https://gist.github.com/a.git',
    'https://evil.test/github.com/app.git',
    'https://github.com@evil.test/app.git',
    'https://github.com:444/org/app.git',
    'http://github.com/org/app.git',
    'git://github.com/org/app.git',
    'ssh://git@github.com/org/app.git',
    'git@github.com:org/app.git',
    './github.com/org/app',
  ])('for the context %s', (context) => {
    const options = optionsWith({ context })
    expect(withGitCredentials(options, 'token', SERVER)).toBe(options)
  })

  test('when there is none', () => {
    expect(secretsFor('https://github.com/org/app', SERVER, '')).toEqual([])
  })

  test.each(['', 'no url'])('for a server that is no address: %j', (serverUrl) => {
    expect(secretsFor('.', serverUrl)).toEqual([])
    expect(secretsFor('https://github.com/org/app', serverUrl)).toEqual([])
  })

  test.each([
    'GIT_AUTH_TOKEN',
    'GIT_AUTH_TOKEN.github.com',
    'GIT_AUTH_HEADER',
    'GIT_AUTH_HEADER.github.com',
  ])('when the author has given %s', (id) => {
    const options = optionsWith({ context: 'https://github.com/o/a', secrets: [{ id, file: 'x' }] })
    expect(withGitCredentials(options, 'token', SERVER)).toBe(options)
  })
})

test('the token itself is in no option', () => {
  const options = withGitCredentials(
    optionsWith({ context: 'https://github.com/o/a' }),
    'the-token',
    SERVER,
  )
  expect(JSON.stringify(options)).not.toContain('the-token')
})

import { chooseLogin, type LoginOffer } from '@ci-kit/login/choose-login'
import { describe, expect, test } from '@jest/globals'

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
const NOTHING: LoginOffer = {
  host: 'ghcr.io',
  username: '',
  password: '',
  githubToken: '',
  serverUrl: 'https://github.com',
  hasJobCredentials: false,
}
const ALL = { username: 'me', password: 'pw', githubToken: 'token', hasJobCredentials: true }

describe('who logs in', () => {
  test('the inputs before all others', () => {
    expect(chooseLogin({ ...NOTHING, ...ALL })).toEqual({
      kind: 'login',
      login: { host: 'ghcr.io', username: 'me', password: 'pw' },
    })
  })

  test('the job before the GitHub token and AWS', () => {
    const offer = { ...NOTHING, githubToken: 'token', hasJobCredentials: true }
    expect(chooseLogin(offer)).toEqual({ kind: 'job' })
    expect(chooseLogin({ ...offer, host: ECR })).toEqual({ kind: 'job' })
  })

  test('the GitHub token for its own registry', () => {
    expect(chooseLogin({ ...NOTHING, githubToken: 'token' })).toEqual({
      kind: 'login',
      login: { host: 'ghcr.io', username: 'x-access-token', password: 'token' },
    })
  })

  test('AWS for its registries, the GitHub token never', () => {
    expect(chooseLogin({ ...NOTHING, host: ECR, githubToken: 'token' })).toEqual({
      kind: 'ecr',
      registry: { kind: 'private', region: 'eu-west-1' },
    })
  })

  test.each(['docker.io', '127.0.0.1:5000', `${ECR}.evil.test`])('nobody for %s', (host) => {
    expect(chooseLogin({ ...NOTHING, host, githubToken: 'token' })).toEqual({ kind: 'none' })
  })
})

test.each([
  [{ username: 'me' }, "Input 'username' is set, but 'password' is empty. Set both, or neither"],
  [{ password: 's3cret' }, "Input 'password' is set, but 'username' is empty."],
])('half a login is refused: %j', (given, words) => {
  const choosing = () => chooseLogin({ ...NOTHING, ...given })
  expect(choosing).toThrow(words)
  expect(choosing).not.toThrow('s3cret')
})

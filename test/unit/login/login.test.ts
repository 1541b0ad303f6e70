import { githubLogin } from '@ci-kit/login/login'
import { describe, expect, test } from '@jest/globals'

describe("the job's token", () => {
  const GITHUB = 'https://github.com'

  test.each([
    ['ghcr.io', GITHUB],
    ['ghcr.io:443', GITHUB],
    ['GHCR.io', GITHUB],
    ['containers.github.example.test', 'https://github.example.test'],
    ['containers.org.ghe.com', 'https://org.ghe.com/'],
  ])('logs in to %s of %s', (host, server) => {
    expect(githubLogin(host, 'token', server)).toEqual({
      host,
      username: 'x-access-token',
      password: 'token',
    })
  })

  test.each([
    ['ghcr.io.evil.test', GITHUB],
    ['evil-ghcr.io', GITHUB],
    ['xghcr.io', GITHUB],
    ['ghcr.io:8443', GITHUB],
    ['evil.test:443', GITHUB],
    ['docker.io', GITHUB],
    ['localhost:5000', GITHUB],
    ['127.0.0.1:5000', GITHUB],
    ['containers.github.com', GITHUB],
    ['ghcr.io', 'https://github.example.test'],
    ['containers.evil.test', 'https://github.example.test'],
    ['containers.github.example.test.evil.test', 'https://github.example.test'],
    ['github.example.test', 'https://github.example.test'],
  ])('is never shown to %s of %s', (host, server) => {
    expect(githubLogin(host, 'token', server)).toBeUndefined()
  })

  test('is not needed', () => {
    expect(githubLogin('ghcr.io', '', 'no url')).toBeUndefined()
  })

  test.each(['', 'github.com', 'https://'])('is refused for the server %j', (server) => {
    expect(() => githubLogin('ghcr.io', 'token', server)).toThrow(
      `GITHUB_SERVER_URL is '${server}'`,
    )
  })
})

import { parseRegistry, repositoryOf } from '@ci-kit/docker-cache/inputs/repository'
import { describe, expect, test } from '@jest/globals'

describe('the registry', () => {
  test.each([
    'ghcr.io',
    '127.0.0.1:5000',
    'localhost:5000',
    'localhost',
    'registry.example.test',
    '[::1]:5000',
  ])('%s is taken as it is', (host) => {
    expect(parseRegistry(host)).toEqual({ host, folders: [] })
    expect(repositoryOf(parseRegistry(host), 'app').host).toBe(host)
  })

  test.each([
    ['https://ghcr.io/', 'ghcr.io', []],
    ['http://127.0.0.1:5000', '127.0.0.1:5000', []],
    ['registry.example.test/team/project//', 'registry.example.test', ['team', 'project']],
  ])('%s may be spelled as an address or with folders', (value, host, folders) => {
    expect(parseRegistry(value)).toEqual({ host, folders })
  })

  test.each([
    ['bad host', ["'registry' is 'bad host'", 'letters, digits']],
    ['ghcr.io,ref=x', ["'registry' is 'ghcr.io,ref=x'"]],
    ['h.test:port', ["'registry' is 'h.test:port'", 'up to 65535']],
    ['ftp://h.test', ["'registry' is 'ftp:'"]],
    ['/org', ["'registry' is ''"]],
    ['999.1.1.1', ["'registry' is '999.1.1.1'", 'no such address']],
    ['a\n::error::x', ["'a\\n::error::x'"]],
  ])('%j is refused with what to do', (value, words) => {
    for (const part of words) expect(() => parseRegistry(value)).toThrow(part)
    expect(() => parseRegistry(value)).toThrow(expect.objectContaining({ name: 'UserError' }))
  })

  test.each(['me:pass@h.test', 'https://me:pass@h.test/x'])(
    'with a user is refused without showing the password: %s',
    (value) => {
      expect(() => parseRegistry(value)).toThrow(
        /'registry' holds a user.*'username' and 'password'/,
      )
      expect(() => parseRegistry(value)).not.toThrow('pass@')
    },
  )
})

describe('the repository', () => {
  test.each([
    ['ghcr.io', 'org/shop/api', 'org/shop/api', 'ghcr.io/org/shop/api'],
    ['h.test/team', 'api', 'team/api', 'h.test/team/api'],
    ['docker.io', 'org/api', 'org/api', 'docker.io/org/api'],
    ['docker.io', 'busybox', 'library/busybox', 'docker.io/busybox'],
  ])('of %s and %s', (registry, imageName, path, name) => {
    const host = registry.split('/')[0]
    expect(repositoryOf(parseRegistry(registry), imageName)).toEqual({ host, path, name })
  })

  test.each([
    ['Org/App', ["'image-name' is 'Org/App'", 'org/app']],
    ['org/app:1', ["'image-name' is 'org/app:1'", 'app:1']],
    ['org/app,push=true', ["'image-name'", 'org/app,push=true']],
    ['org//app', ["'image-name'", 'a part of the repository name is empty']],
    ['', ["'image-name'", 'missing']],
    ['--push', ["'image-name' is '--push'"]],
  ])('has no image named %j', (imageName, words) => {
    for (const part of words)
      expect(() => repositoryOf(parseRegistry('ghcr.io'), imageName)).toThrow(part)
  })

  test('names where a wrong name was written', () => {
    const wrong = () => repositoryOf(parseRegistry('ghcr.io'), 'A', "Component 'web'")
    expect(wrong).toThrow("Component 'web' is 'A'")
  })

  test('is refused in a folder that does not suit it', () => {
    expect(() => repositoryOf(parseRegistry('h.test/Team'), 'api')).toThrow("'Team/api'")
  })

  test('is refused where Docker would look on its own hub', () => {
    const wrong = () => repositoryOf(parseRegistry('ghcr'), 'org/app')
    for (const part of ["'registry' is 'ghcr'", 'docker.io', 'a dot or a port'])
      expect(wrong).toThrow(part)
  })
})

import { delimiter } from 'node:path'
import { findBuildx } from '@ci-kit/docker-cache/build/find-buildx'
import { describe, expect, test } from '@jest/globals'

const find = (programs: string[], env: Record<string, string> = {}) =>
  findBuildx({ PATH: ['/a', '', '/b'].join(delimiter), HOME: '/home/me', ...env }, (path) =>
    programs.includes(path),
  )

describe('buildx is', () => {
  test.each<[string, string[], string, string[]]>([
    [
      'the plugin of the user',
      [
        '/b/docker',
        '/home/me/.docker/cli-plugins/docker-buildx',
        '/usr/libexec/docker/cli-plugins/docker-buildx',
      ],
      '/home/me/.docker/cli-plugins/docker-buildx',
      [],
    ],
    [
      'the plugin of the machine',
      ['/a/docker', '/b/buildx', '/usr/libexec/docker/cli-plugins/docker-buildx'],
      '/usr/libexec/docker/cli-plugins/docker-buildx',
      [],
    ],
    [
      'a program of its own where there is no docker client',
      ['/b/buildx', '/usr/libexec/docker/cli-plugins/docker-buildx'],
      '/b/buildx',
      [],
    ],
    [
      'a program of its own where the client has no plugin',
      ['/a/docker', '/b/buildx'],
      '/b/buildx',
      [],
    ],
    ['a program by its long name', ['/a/docker-buildx'], '/a/docker-buildx', []],
    ['asked of a client whose plugins are elsewhere', ['/b/docker'], '/b/docker', ['buildx']],
  ])('%s', (_, programs, program, prefix) => {
    expect(find(programs)).toEqual({ program, prefix })
  })

  test('the plugin in DOCKER_CONFIG', () => {
    const plugin = '/config/cli-plugins/docker-buildx'
    const { program } = find(['/a/docker', plugin], { DOCKER_CONFIG: '/config' })
    expect(program).toBe(plugin)
  })

  test.each([[[]], [['/home/me/.docker/cli-plugins/docker-buildx']]])(
    'missed with what to do, given %j',
    (programs) => {
      expect(() => find(programs)).toThrow(/Neither docker nor buildx .* on PATH.*install buildx/)
    },
  )

  test('missed where there is no PATH', () => {
    expect(() => findBuildx({}, () => false)).toThrow('Neither docker nor buildx')
  })
})

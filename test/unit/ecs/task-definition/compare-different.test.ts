import type { Json } from '@ci-kit/core/json'
import { isSameRelease } from '@ci-kit/ecs/task-definition/compare'
import { describe, expect, test } from '@jest/globals'
import { DIGEST, OTHER, withWeb, written } from './samples.ts'
import { image, web, windows, withoutNetworkMode } from './variants.ts'

describe('isSameRelease', () => {
  test.each<[string, Json, Json]>([
    ['another digest', image(`a/b@${DIGEST}`), image(`a/b@${OTHER}`)],
    ['another repository', image(`a/b@${DIGEST}`), image(`a/c@${DIGEST}`)],
    ['another registry', image(`nginx@${DIGEST}`), image(`public.ecr.aws/library/nginx@${DIGEST}`)],
    ['cpu', written(), { ...written(), cpu: '512' }],
    ['memory', { ...written(), memory: '1000' }, { ...written(), memory: '1 GB' }],
    ['the order of a command', written(), withWeb({ command: ['server.js', 'node'] })],
    ['no command', written(), withWeb({ command: [] })],
    ['a value', written(), withWeb({ environment: [{ name: 'LOG_LEVEL', value: 'debug' }] })],
    ['essential', written(), withWeb({ essential: false })],
    ['udp', written(), withWeb({ portMappings: [{ containerPort: 8080, protocol: 'udp' }] })],
    [
      'a port of the host',
      {
        ...withWeb({ portMappings: [{ containerPort: 80, hostPort: 80 }] }),
        networkMode: 'bridge',
      },
      { ...withWeb({ portMappings: [{ containerPort: 80 }] }), networkMode: 'bridge' },
    ],
    ['networkMode', written(), { ...written(), networkMode: 'host' }],
    [
      'the bridge on Windows',
      { ...written(), ...windows, networkMode: 'bridge' },
      withoutNetworkMode(windows),
    ],
    ['a tag', written(), { ...written(), tags: [{ key: 'team', value: 'other' }] }],
    ['no tags', written(), { ...written(), tags: [] }],
    ['a member that nobody knows', written(), { ...written(), fooBar: [] }],
    ['its value', { ...written(), fooBar: [1, 2] }, { ...written(), fooBar: [2, 1] }],
    ['one in a container', written(), withWeb({ newKey: null })],
    ['a container', written(), { ...written(), containerDefinitions: [web(written())] }],
    [
      'a name that is there twice, in another order',
      withWeb({
        environment: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      }),
      withWeb({
        environment: [
          { name: 'A', value: '2' },
          { name: 'A', value: '1' },
        ],
      }),
    ],
    [
      'a directory of a file system',
      {
        ...written(),
        volumes: [
          { name: 'a', efsVolumeConfiguration: { fileSystemId: 'f', rootDirectory: '/x' } },
        ],
      },
      { ...written(), volumes: [{ name: 'a', efsVolumeConfiguration: { fileSystemId: 'f' } }] },
    ],
  ])('different: %s', (_, one, other) => {
    expect(isSameRelease(one, other)).toBe(false)
    expect(isSameRelease(other, one)).toBe(false)
  })

  test('a tag is never the same, because it may have moved', () => {
    expect(isSameRelease(image('a/b:1'), image('a/b:1'))).toBe(false)
    expect(isSameRelease({ family: 'web' }, { family: 'web' })).toBe(false)
  })
})

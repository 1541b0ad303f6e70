import type { Json } from '@ci-kit/core/json'
import { isSameRelease } from '@ci-kit/ecs/task-definition/compare'
import { registeredDocument } from '@ci-kit/ecs/task-definition/registered-document'
import { registrable } from '@ci-kit/ecs/task-definition/registrable'
import { describe, expect, test } from '@jest/globals'
import { answered, DIGEST, withWeb, written } from './samples.ts'
import { image, reversed, web, withoutNetworkMode } from './variants.ts'

describe('isSameRelease', () => {
  test('a file is the same as what ECS answers of it', () => {
    expect(isSameRelease(written(), registeredDocument(answered()))).toBe(true)
    const made = registrable(registeredDocument(answered()), 'It')
    expect(isSameRelease(written(), made)).toBe(true)
  })

  test.each<[string, Json, Json]>([
    ['cpu', { ...written(), cpu: '256' }, { ...written(), cpu: '0.25 vCPU' }],
    ['cpu', { ...written(), cpu: '256' }, { ...written(), cpu: '.25 vcpu' }],
    ['cpu as a number', { ...written(), cpu: '1024' }, { ...written(), cpu: 1024 }],
    ['memory', { ...written(), memory: '1024' }, { ...written(), memory: '1 GB' }],
    ['memory', { ...written(), memory: '512' }, { ...written(), memory: '0.5GB' }],
    [
      'containers',
      written(),
      { ...written(), containerDefinitions: reversed(written().containerDefinitions) },
    ],
    ['tags', written(), { ...written(), tags: reversed(written().tags) }],
    ['environment', written(), withWeb({ environment: reversed(web(written()).environment) })],
    ['mount points', written(), withWeb({ mountPoints: reversed(web(written()).mountPoints) })],
    [
      'secrets',
      withWeb({
        secrets: [
          { name: 'A', valueFrom: 'a' },
          { name: 'B', valueFrom: 'b' },
        ],
      }),
      withWeb({
        secrets: [
          { valueFrom: 'b', name: 'B' },
          { name: 'A', valueFrom: 'a' },
        ],
      }),
    ],
    [
      'proxy properties',
      {
        ...written(),
        proxyConfiguration: {
          properties: [
            { name: 'a', value: '1' },
            { name: 'b', value: '' },
          ],
        },
      },
      {
        ...written(),
        proxyConfiguration: { properties: [{ name: 'b' }, { name: 'a', value: '1' }] },
      },
    ],
    [
      'requiresCompatibilities',
      { ...written(), requiresCompatibilities: ['EC2', 'FARGATE'] },
      { ...written(), requiresCompatibilities: ['FARGATE', 'EC2'] },
    ],
    ['the bridge', { ...written(), networkMode: 'bridge' }, withoutNetworkMode()],
    [
      'any port of a bridge',
      { ...withWeb({ portMappings: [{ containerPort: 80 }] }), networkMode: 'bridge' },
      {
        ...withWeb({ portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }] }),
        networkMode: 'bridge',
      },
    ],
    ['a tag beside a digest', image(`ghcr.io/a/b:1@${DIGEST}`), image(`ghcr.io/a/b@${DIGEST}`)],
    ['Docker Hub', image(`nginx@${DIGEST}`), image(`docker.io/library/nginx@${DIGEST}`)],
    [
      'a health check',
      withWeb({ healthCheck: { command: ['x'] } }),
      withWeb({ healthCheck: { command: ['x'], interval: 30, startPeriod: 0 } }),
    ],
    [
      'empty lists',
      written(),
      {
        ...withWeb({ links: [], dnsServers: [], dockerSecurityOptions: [] }),
        inferenceAccelerators: [],
      },
    ],
    [
      'exit codes to ignore',
      withWeb({ restartPolicy: { enabled: true } }),
      withWeb({ restartPolicy: { enabled: true, ignoredExitCodes: [] } }),
    ],
    [
      'log secrets',
      written(),
      withWeb({
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/ecs/web' },
          secretOptions: [],
        },
      }),
    ],
  ])('equal but for the spelling: %s', (_, one, other) => {
    expect(isSameRelease(one, other)).toBe(true)
    expect(isSameRelease(other, one)).toBe(true)
  })
})

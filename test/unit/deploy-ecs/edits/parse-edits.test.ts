import { LogDriver } from '@aws-sdk/client-ecs'
import { UserError } from '@ci-kit/core/errors'
import { parseEdits } from '@ci-kit/deploy-ecs/edits/parse-edits'
import { describe, expect, test } from '@jest/globals'
import { fakeReader } from '../../core/fake-reader.ts'

const parse = (inputs: Readonly<Record<string, string>>) => parseEdits(fakeReader(inputs))
const named = (set: Readonly<Record<string, string>>) => ({
  set: new Map(Object.entries(set)),
  remove: [],
  exclusive: false,
})
const ROLE = 'arn:aws:iam::123456789012:role/path/web'

describe('parseEdits', () => {
  test('nothing is nothing', () => {
    expect(parse({})).toEqual({ containers: new Map() })
  })

  test('every input comes to its place', () => {
    const inputs = {
      'container-name': 'web',
      image: ' ghcr.io/org/web:1.0 ',
      'environment-variables': 'A=1',
      secrets: 'S=/s',
      'env-files': 'arn:aws:s3:::bucket/a/b.env\narn:aws:s3:::bucket/a/b.env',
      'log-configuration-log-driver': 'awslogs',
      'log-configuration-options': 'awslogs-group=g=h',
      'docker-labels': 'l=a=b',
      command: 'node server.js',
      cpu: '.25 vCPU',
      memory: '512',
      'task-role-arn': ROLE,
      'execution-role-arn': 'ecsTaskExecutionRole',
    }
    expect(parse(inputs)).toEqual({
      containers: new Map([
        [
          'web',
          {
            image: 'ghcr.io/org/web:1.0',
            environment: named({ A: '1' }),
            secrets: named({ S: '/s' }),
            environmentFiles: ['arn:aws:s3:::bucket/a/b.env'],
            logDriver: 'awslogs',
            logOptions: named({ 'awslogs-group': 'g=h' }),
            dockerLabels: named({ l: 'a=b' }),
            command: ['node', 'server.js'],
          },
        ],
      ]),
      cpu: '.25 vCPU',
      memory: '512',
      taskRoleArn: ROLE,
      executionRoleArn: 'ecsTaskExecutionRole',
    })
  })

  test('container-name names several, as amazon-ecs-render-task-definition reads it', () => {
    expect(parse({ 'container-name': 'a, b,a', image: 'x:1' }).containers).toEqual(
      new Map([
        ['a', { image: 'x:1' }],
        ['b', { image: 'x:1' }],
      ]),
    )
  })

  test('images has one for each container, beside what is for those of container-name', () => {
    const images = '# ours\nweb=ghcr.io/org/web:1\n\nproxy = envoy@sha256:'.concat('a'.repeat(64))
    expect(parse({ images, 'container-name': 'web', command: 'x' }).containers).toEqual(
      new Map<string, object>([
        ['web', { command: ['x'], image: 'ghcr.io/org/web:1' }],
        ['proxy', { image: `envoy@sha256:${'a'.repeat(64)}` }],
      ]),
    )
  })

  test.each(Object.values(LogDriver))('%s is a log driver', (driver) => {
    const inputs = { 'container-name': 'web', 'log-configuration-log-driver': driver }
    expect(parse(inputs).containers.get('web')).toEqual({ logDriver: driver })
  })

  test.each([
    ['arn:aws-cn:iam::123456789012:role/web'],
    ['arn:aws-us-gov:iam::123456789012:role/aws-service-role/x/web'],
    ['arn:aws-iso-b:iam::123456789012:role/web'],
  ])('%s is a role', (arn) => {
    expect(parse({ 'task-role-arn': arn }).taskRoleArn).toBe(arn)
  })

  test.each<[Readonly<Record<string, string>>, string]>([
    [{ 'container-name': 'a,,b' }, "Input 'container-name' is 'a,,b', with an empty name."],
    [{ 'container-name': 'a,' }, 'Write names with a comma between them'],
    [{ image: 'a:1' }, "Input 'image' is set, and 'container-name' is not."],
    [{ command: 'x', secrets: 'A=/a' }, "Input 'secrets' is set, and 'container-name' is not."],
    [{ 'container-name': 'a', image: 'https://a/b' }, "Input 'image': "],
    [{ images: 'web=a:1\nproxy=B:1' }, "Input 'images', line 2: "],
    [{ images: 'a:1' }, "Input 'images', line 1: 'a:1' names no container."],
    [{ images: '=a:1' }, 'Write container=image'],
    [{ images: 'web=' }, "Input 'images', line 1: "],
    [{ images: 'web=a\nweb=b' }, "line 2: container 'web' is there twice."],
    [
      { images: 'web=a', image: 'b', 'container-name': 'web' },
      "Inputs 'image' and 'images' both name an image for container 'web'.",
    ],
    [{ 'env-files': 'https://bucket/a.env' }, "Input 'env-files', line 1: 'https://bucket/a.env'"],
    [
      { 'env-files': '\narn:aws:s3:::bucket/a.txt' },
      "line 2: 'arn:aws:s3:::bucket/a.txt' is no ARN",
    ],
    [{ 'log-configuration-log-driver': 'awslog' }, "is 'awslog'. Use one of awsfirelens, awslogs"],
    [{ cpu: '0.25' }, "Input 'cpu' is '0.25'. Use CPU units"],
    [{ cpu: '0' }, "Input 'cpu' is '0'."],
    [{ memory: '1 TB' }, "Input 'memory' is '1 TB'. Use MiB or GB"],
    [
      { 'task-role-arn': 'arn:aws:iam::1:role/x' },
      "Input 'task-role-arn' is 'arn:aws:iam::1:role/x'.",
    ],
    [{ 'execution-role-arn': 'arn:aws:iam::123456789012:user/x' }, "Input 'execution-role-arn'"],
  ])('%j is refused', (inputs, said) => {
    expect(() => parse(inputs)).toThrow(UserError)
    expect(() => parse(inputs)).toThrow(said)
  })
})

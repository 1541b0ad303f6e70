import { UserError } from '@ci-kit/core/errors'
import { taskWishes } from '@ci-kit/deploy-ecs/inputs/one-off-task'
import { serviceRequest } from '@ci-kit/deploy-ecs/inputs/service-request'
import { describe, expect, test } from '@jest/globals'
import { given } from '../given.ts'

const wishes = (
  inputs: Readonly<Record<string, string>>,
  services: readonly (string | undefined)[] = ['web'],
) => {
  const from = given({ 'run-task': 'true', 'task-definition': 'web.json', ...inputs })
  return taskWishes(
    from,
    services.map((service) => serviceRequest(from, service, [])),
  )
}

test.each(['', 'false'])("run-task '%s' wants none, and reads nothing else", (runTask) => {
  expect(wishes({ 'run-task': runTask, 'run-task-minutes': 'long' })).toBeUndefined()
})

test('alone, it is like the service, runs before it and is waited for', () => {
  expect(wishes({})).toStrictEqual({
    when: 'before',
    service: 'web',
    waits: true,
    limitMs: 30 * 60_000,
    like: {
      overrides: [],
      subnets: [],
      securityGroups: [],
      assignPublicIp: undefined,
      launchType: undefined,
      capacityProviderStrategy: [],
      startedBy: 'GitHub-Actions',
      tags: [],
      managedTags: undefined,
      volume: undefined,
    },
  })
})

test('everything that is said of it comes to its place', () => {
  const read = wishes({
    'run-task-when': 'after',
    'run-task-container-overrides': '[{"name":"api","command":["migrate"]}]',
    'run-task-subnets': 'subnet-a, subnet-b',
    'run-task-security-groups': 'sg-a',
    'run-task-assign-public-IP': 'ENABLED',
    'run-task-launch-type': 'EC2',
    'run-task-capacity-provider-strategy': '[{"capacityProvider":"FARGATE_SPOT","weight":1}]',
    'run-task-started-by': 'ci/deploy.1',
    'run-task-tags': '[{"key":"team","value":"shop"}]',
    'run-task-managed-ebs-volume-name': 'data',
    'run-task-managed-ebs-volume': '{"sizeInGiB":10,"roleArn":"r"}',
    'enable-ecs-managed-tags': 'true',
    'wait-for-task-stopped': 'false',
    'run-task-minutes': '1000',
  })
  expect(read).toStrictEqual({
    when: 'after',
    service: 'web',
    waits: false,
    limitMs: 360 * 60_000,
    like: {
      overrides: [{ name: 'api', command: ['migrate'] }],
      subnets: ['subnet-a', 'subnet-b'],
      securityGroups: ['sg-a'],
      assignPublicIp: 'ENABLED',
      launchType: 'EC2',
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
      startedBy: 'ci/deploy.1',
      tags: [{ key: 'team', value: 'shop' }],
      managedTags: true,
      volume: { name: 'data', settings: { sizeInGiB: 10, roleArn: 'r' } },
    },
  })
})

test('without a service it is like none', () => {
  expect(wishes({}, [undefined])).toMatchObject({ service: undefined })
})

test('of several services one is named', () => {
  expect(wishes({ 'run-task-service': 'api' }, ['web', 'api'])).toMatchObject({ service: 'api' })
})

describe('is refused', () => {
  test.each<[Record<string, string>, string[]]>([
    [{ 'run-task-when': 'never' }, ["'run-task-when' is 'never'", "'before'", "'after'"]],
    [{ 'run-task-minutes': '0' }, ["'run-task-minutes' is '0'"]],
    [{ 'run-task-container-overrides': 'migrate' }, ["'migrate'", 'no JSON list of objects']],
    [{ 'run-task-container-overrides': '{"name":"x"}' }, ['no JSON list of objects']],
    [{ 'run-task-container-overrides': '["migrate"]' }, ['no JSON list of objects']],
    [{ 'run-task-tags': 'a=b' }, ["'run-task-tags' is 'a=b'", "'[{ … }]'"]],
    [{ 'run-task-capacity-provider-strategy': 'SPOT' }, ["'run-task-capacity-provider-strategy'"]],
    [
      { 'run-task-assign-public-IP': 'true' },
      ["'run-task-assign-public-IP' is 'true'", "'ENABLED'"],
    ],
    [{ 'run-task-launch-type': 'fargate' }, ["'run-task-launch-type' is 'fargate'", "'FARGATE'"]],
    [{ 'run-task-started-by': 'me & you' }, ["'run-task-started-by' is 'me & you'", '128']],
    [{ 'run-task-started-by': 'x'.repeat(129) }, ["'run-task-started-by' is 'xxx", '128']],
    [{ 'run-task-managed-ebs-volume-name': 'data' }, ['belong together']],
    [
      { 'run-task-managed-ebs-volume-name': 'data', 'run-task-managed-ebs-volume': '10' },
      ["'run-task-managed-ebs-volume' is '10'", 'no JSON object'],
    ],
    [{ 'run-task-service': 'api' }, ["'run-task-service' is 'api'", "The services are 'web'"]],
  ])('%j', (inputs, words) => {
    const read = () => wishes(inputs)
    expect(read).toThrow(UserError)
    for (const word of words) expect(read).toThrow(word)
  })

  test('a task that could be like any of several services', () => {
    expect(() => wishes({}, ['web', 'api'])).toThrow(
      "Set 'run-task-service' to one of 'web', 'api'",
    )
  })
})

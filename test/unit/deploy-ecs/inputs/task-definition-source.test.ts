import { UserError } from '@ci-kit/core/errors'
import { taskDefinitionSource } from '@ci-kit/deploy-ecs/inputs/task-definition-source'
import { describe, expect, test } from '@jest/globals'
import { given } from '../given.ts'

const ARN = 'arn:aws-cn:ecs:cn-north-1:123456789012:task-definition/web'

test.each([
  [{}, { kind: 'service' }],
  [{ 'task-definition': ' deploy/web.yml ' }, { kind: 'file', path: 'deploy/web.yml' }],
  [{ 'task-definition-arn': `${ARN}:7` }, { kind: 'registered', reference: `${ARN}:7` }],
  [{ 'task-definition-arn': ARN }, { kind: 'registered', reference: ARN }],
  [{ 'task-definition-family': 'web-1_a' }, { kind: 'registered', reference: 'web-1_a' }],
  [
    { 'task-definition-family': 'web', 'task-definition-revision': '12' },
    { kind: 'registered', reference: 'web:12' },
  ],
])('%j', (inputs, source) => {
  expect(taskDefinitionSource(given({ ...inputs }), 'web')).toEqual(source)
})

test('a file or a family is enough without a service', () => {
  expect(taskDefinitionSource(given({ 'task-definition': 'web.json' }), undefined)).toEqual({
    kind: 'file',
    path: 'web.json',
  })
})

describe('is refused', () => {
  test.each<[Record<string, string>, string[]]>([
    [
      { 'task-definition': 'web.json', 'task-definition-family': 'web' },
      ["'task-definition' and 'task-definition-family' are both set"],
    ],
    [
      { 'task-definition-arn': ARN, 'task-definition-family': 'web' },
      ["'task-definition-arn' and 'task-definition-family' are both set"],
    ],
    [
      { 'task-definition-revision': '7' },
      ["'task-definition-revision' is set", "'task-definition-family' is not"],
    ],
    [
      { 'task-definition-family': 'web', 'task-definition-revision': '0' },
      ["'task-definition-revision' is '0'", 'from 1'],
    ],
    [
      { 'task-definition-family': 'web', 'task-definition-revision': 'latest' },
      ["'task-definition-revision' is 'latest'"],
    ],
    [{ 'task-definition-family': 'web:7' }, ["'task-definition-family' is 'web:7'", 'revision']],
    [{ 'task-definition-arn': 'web:7' }, ["'task-definition-arn' is 'web:7'", 'arn:aws:ecs:']],
    [
      { 'task-definition-arn': 'arn:aws:ecs:eu-west-1:123456789012:service/main/web' },
      ["'task-definition-arn' is 'arn:aws:ecs", 'task-definition/web:7'],
    ],
  ])('%j', (inputs, words) => {
    const read = () => taskDefinitionSource(given(inputs), 'web')
    expect(read).toThrow(UserError)
    for (const word of words) expect(read).toThrow(word)
  })

  test('neither a service nor a task definition', () => {
    expect(() => taskDefinitionSource(given({}), undefined)).toThrow("Add 'service: …'")
  })
})

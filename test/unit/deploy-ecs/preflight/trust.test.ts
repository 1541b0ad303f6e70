import { trustOfTasks } from '@ci-kit/deploy-ecs/preflight/trust'
import { describe, expect, test } from '@jest/globals'

describe('trust', () => {
  const allow = (more: object) => ({
    Effect: 'Allow',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Action: 'sts:AssumeRole',
    ...more,
  })
  const other = { Principal: { Service: 'ec2.amazonaws.com' } }

  test.each([
    ['yes', [allow({})]],
    ['yes', [allow({ Condition: { StringEquals: {} } })]],
    ['yes', [allow({ Action: ['sts:TagSession', 'STS:assumerole'] })]],
    ['yes', [allow({ Action: 'sts:*' })]],
    ['yes', [allow({ Principal: { Service: ['a', 'ecs-tasks.amazonaws.com'] } })]],
    ['yes', [allow(other), allow({})]],
    ['no', []],
    ['no', [allow(other)]],
    ['no', [allow({ Action: 'sts:AssumeRoleWithWebIdentity' })]],
    ['no', [allow({ Principal: { Service: 'ecs.amazonaws.com' } })]],
    ['no', [allow({ Principal: { Service: 'ecs-tasks.amazonaws.com.evil.example' } })]],
    ['no', [allow({ Effect: 'allow' })]],
    ['unclear', [allow({ Principal: '*' })]],
    ['unclear', [allow({ Principal: { AWS: '*' } })]],
    ['unclear', [allow({ Principal: undefined, NotPrincipal: {} })]],
    ['unclear', [allow({}), allow({ Effect: 'Deny' })]],
    ['yes', [allow({}), allow({ Effect: 'Deny', ...other })]],
  ])('%s: %j', (expected, Statement) => {
    expect(trustOfTasks({ Statement })).toBe(expected)
  })

  test('a statement alone counts, and no policy is unclear', () => {
    expect(trustOfTasks({ Statement: allow({}) })).toBe('yes')
    expect(trustOfTasks(undefined)).toBe('unclear')
  })
})

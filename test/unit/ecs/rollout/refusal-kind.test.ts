import { refusalKind } from '@ci-kit/ecs/rollout/refusal-kind'
import { expect, test } from '@jest/globals'
import { conflict, denied, expired, throttled, unanswered, unavailable } from './samples.ts'

test.each([
  ['a limit on requests', throttled('X'), 'passing'],
  ['an answer from 500', unavailable('X'), 'passing'],
  ['no answer', unanswered('X'), 'passing'],
  ['a missing permission', denied('X'), 'lasting'],
  ['a request that is wrong', conflict('X'), 'lasting'],
  ['expired credentials, though they lack permission too', expired('X'), 'credentials'],
])('%s is %s', (_, refusal, kind) => {
  expect(refusalKind(refusal)).toBe(kind)
})

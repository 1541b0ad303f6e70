import { meaningOf, withStop } from '@ci-kit/ecs/report/cause-text'
import { joinedSentence, outcomeSentence, shortSentence } from '@ci-kit/ecs/report/sentence'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import { describe, expect, test } from '@jest/globals'
import { cause, diagnosis, PAUSE, report, result } from './report-samples.ts'

const BREAKER = 'deployment circuit breaker: tasks failed to start'

const sentence = (outcome: Outcome, facts: Parameters<typeof result>[1] = {}) =>
  outcomeSentence(report(result(outcome, facts), { diagnosis: diagnosis() }))

const CAUSE =
  'Cause: container api exited with 137 (3 times): killed, most often out of memory. Raise memory of the container.'

describe('the sentence of an outcome', () => {
  test.each<[Outcome, string]>([
    [{ kind: 'succeeded' }, 'The deployment of web succeeded after 2 min 05 s.'],
    [{ kind: 'rolled-back', reason: BREAKER }, `web was rolled back by ECS: ${BREAKER}. ${CAUSE}`],
    [
      { kind: 'failed', reason: 'It was stopped.' },
      `The deployment of web failed: It was stopped. ${CAUSE}`,
    ],
    [{ kind: 'failed', reason: '' }, `The deployment of web failed. ${CAUSE}`],
    [
      { kind: 'superseded', by: 'arn:d2' },
      'The deployment of web was superseded by arn:d2: another deployment began before it had ended. The run that began it tells how it ends.',
    ],
    [
      { kind: 'timed-out', missing: ['1 of 2 tasks runs.', 'an old task still runs'] },
      `The deployment of web did not end within 2 min 05 s, and ECS goes on with it. Still missing: 1 of 2 tasks runs; an old task still runs. ${CAUSE}`,
    ],
    [{ kind: 'cancelled' }, 'The deployment of web was cancelled.'],
    [
      PAUSE,
      "The deployment of web is paused at POST_TEST_TRAFFIC_SHIFT by hook hook-1. At 2026-11-23T10:00:00Z ECS does ROLLBACK. Go on by a step with the same service and 'continue: continue', or back with 'continue: rollback'.",
    ],
    [
      { ...PAUSE, hookId: undefined, expiresAt: undefined, stage: 'BAKE_TIME' },
      'The deployment of web reached BAKE_TIME.',
    ],
  ])('%j', (outcome, expected) => {
    expect(sentence(outcome)).toBe(expected)
  })

  test('says why the step itself went back', () => {
    const text = sentence(
      { kind: 'rolled-back', reason: 'same exit code' },
      { stopped: { reason: 'same exit code' } },
    )
    expect(text).toContain('web was rolled back: same exit code.')
    expect(text).not.toContain('by ECS')
  })

  test('of what timed out and was told to roll back does not say that ECS goes on with it', () => {
    const reason = 'The rollout had not ended after 2 min.'
    const missing = [`${reason} It was rolled back.`]
    expect(sentence({ kind: 'timed-out', missing }, { stopped: { reason } })).toBe(
      `The deployment of web did not end within 2 min 05 s, and ECS was told to roll it back. Last seen: ${reason} It was rolled back. ${CAUSE}`,
    )
  })

  test('of a rollback that failed too tells of both', () => {
    const outcome = { kind: 'failed', reason: 'It was hopeless. The rollback failed.' } as const
    const text = sentence(outcome, { stopped: { reason: 'It was hopeless.' } })
    expect(text).toContain('failed: It was hopeless. The rollback failed.')
  })

  test('of a time limit does not say that ECS goes on with what was rolled back', () => {
    const missing = ['The rollout had not ended after 2 min 00 s. It was rolled back.']
    const ended = result({ kind: 'timed-out', missing })
    const progress = { ...ended.progress, status: 'ROLLBACK_SUCCESSFUL' }
    expect(outcomeSentence(report({ ...ended, progress }))).toBe(
      'The deployment of web did not end in time. The rollout had not ended after 2 min 00 s. It was rolled back.',
    )
  })

  test.each([
    ['container api exited with 137 (11 times)', 'The deployment of web failed. '],
    ['container api exited with 137.', 'The deployment of web failed. '],
    [
      'container api exited with 1 (3 times)',
      'The deployment of web failed: container api exited with 1 ',
    ],
  ])('tells the reason %s only when the cause does not', (reason, beginning) => {
    const text = sentence({ kind: 'failed', reason })
    expect(text.startsWith(beginning)).toBe(true)
    expect(text.endsWith(CAUSE)).toBe(true)
  })

  test('of a rollback speaks of a rollback', () => {
    const back = (outcome: Outcome) =>
      outcomeSentence(report(result(outcome), { task: 'rollback' }))
    expect(back({ kind: 'succeeded' })).toBe('The rollback of web succeeded after 2 min 05 s.')
    expect(back({ kind: 'rolled-back', reason: 'x' })).toBe(
      'The rollback of web was rolled back by ECS: x.',
    )
    const failed = report(result({ kind: 'failed', reason: 'x' }), { task: 'rollback' })
    expect(shortSentence(failed)).toBe('Rollback of web failed: x')
  })

  test('of a service that was not deployed', () => {
    expect(outcomeSentence(report('unchanged'))).toContain('runs this release already')
    expect(outcomeSentence(report('not-begun'))).toContain('left as it is')
  })

  test.each([
    ['an alarm', { causes: [], firedAlarms: ['errors'] }, 'alarm errors is in state ALARM.'],
    [
      'a target',
      {
        causes: [],
        targets: [{ targetGroup: 'g', target: 't:80', state: 'unhealthy', reason: '502' }],
      },
      'target t:80 is unhealthy: 502.',
    ],
    [
      'a reason without a container',
      {
        causes: [
          cause({
            container: undefined,
            exitCode: undefined,
            reason: 'CannotPull: x.',
            count: 1,
            hint: '',
          }),
        ],
      },
      'Cause: CannotPull: x.',
    ],
    [
      'a reason of a container',
      { causes: [cause({ reason: 'OutOfMemoryError: x', hint: '' })] },
      'Cause: container api exited with 137: OutOfMemoryError: x (3 times).',
    ],
    ['nothing', { causes: [] }, 'failed: x.'],
  ])('names as the cause %s', (_name, facts, words) => {
    const text = outcomeSentence(
      report(result({ kind: 'failed', reason: 'x' }), { diagnosis: diagnosis(facts) }),
    )
    expect(text.endsWith(words)).toBe(true)
  })

  test('of several services are joined, ten at most', () => {
    const failed = report(result({ kind: 'failed', reason: 'x' }))
    expect(joinedSentence([failed, report('not-begun', { service: 'api' })])).toBe(
      'The deployment of web failed: x. api was left as it is: a service before it did not go well.',
    )
    expect(joinedSentence(Array.from({ length: 12 }, () => failed))).toMatch(/And 2 more\.$/)
  })
})

test.each([
  ['killed, most often. Raise it.', 'killed, most often'],
  ['set .x to 1.5 now. Do it.', 'set .x to 1.5 now'],
  ['one', 'one'],
  ['', ''],
])('the meaning of %j', (hint, meaning) => {
  expect(meaningOf(hint)).toBe(meaning)
})

test.each([
  ['a', 'a.'],
  ['a.', 'a.'],
  ['a (b)', 'a (b).'],
  ['a!', 'a!'],
])('%j ends like a sentence', (text, ended) => {
  expect(withStop(text)).toBe(ended)
})

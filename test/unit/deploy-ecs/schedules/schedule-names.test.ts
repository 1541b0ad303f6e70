import { scheduleNames, textOf } from '@ci-kit/deploy-ecs/schedules/schedule-names'
import { expect, test } from '@jest/globals'

test.each([
  ['nightly', { kind: 'rule', bus: undefined, rule: 'nightly' }, 'nightly'],
  ['jobs/nightly', { kind: 'rule', bus: 'jobs', rule: 'nightly' }, 'jobs/nightly'],
  [
    'aws.partner/a.b/x/nightly',
    { kind: 'rule', bus: 'aws.partner/a.b/x', rule: 'nightly' },
    'aws.partner/a.b/x/nightly',
  ],
  ['schedule:jobs/a_b', { kind: 'schedule', group: 'jobs', name: 'a_b' }, 'schedule:jobs/a_b'],
  ['schedule:one', { kind: 'schedule', group: 'default', name: 'one' }, 'schedule:default/one'],
])('%s', (line, expected, text) => {
  const names = scheduleNames(` ${line} \n\n${line}\r\n`, 'scheduled-tasks')
  expect(names).toEqual([expected])
  expect(names.map(textOf)).toEqual([text])
})

test('none', () => {
  expect(scheduleNames(' \n', 'scheduled-tasks')).toEqual([])
})

test.each(['a b', '/x', 'x/', 'schedule:', 'schedule:a/b/c', 'a:b', `x${'y'.repeat(64)}`, 'ü'])(
  'refused: %j',
  (line) => {
    expect(() => scheduleNames(`ok\n${line}`, 'scheduled-tasks')).toThrow(
      /Input 'scheduled-tasks' has the line .*'schedule:group\/name'/,
    )
  },
)

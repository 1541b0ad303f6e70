import { judgeTask } from '@ci-kit/ecs/tasks/judge-task'
import { expect, test } from '@jest/globals'
import { definition, taskIn } from './samples.ts'

const EXITED = {
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
}

const judged = (
  containers: Parameters<typeof taskIn>[1],
  more: Parameters<typeof taskIn>[2] = EXITED,
) => judgeTask(taskIn('STOPPED', containers, more), definition)

test.each([
  ['the essential one ended with 0', [{ name: 'api', exitCode: 0 }], /^Task t1 succeeded\.$/],
  [
    'one that is not essential may fail',
    [
      { name: 'api', exitCode: 0 },
      { name: 'agent', exitCode: 1 },
    ],
    /succeeded\. Container agent, which is not essential, ended with exit code 1/,
  ],
])('success: %s', (_, containers, words) => {
  const { succeeded, message } = judged(containers)
  expect(message).toMatch(words)
  expect(succeeded).toBe(true)
})

test.each([
  [
    'an exit code',
    [{ name: 'api', exitCode: 3, reason: 'bad' }],
    EXITED,
    /^Task t1 failed \(EssentialContainerExited: Essential.*Container api ended with exit code 3 \(bad\)/,
  ],
  ['memory', [{ name: 'api', exitCode: 137 }], EXITED, /exit code 137: killed.*memory/],
  [
    'an image that cannot be pulled',
    [{ name: 'api', reason: 'CannotPullContainerError: not found' }],
    { stopCode: 'TaskFailedToStart' },
    /TaskFailedToStart.*api has no exit code \(CannotPullContainerError: not found\)/,
  ],
  [
    'stopped by somebody, though it ended with 0',
    [{ name: 'api', exitCode: 0 }],
    { stopCode: 'UserInitiated', stoppedReason: 'by hand' },
    /failed \(UserInitiated: by hand\).*CloudTrail/,
  ],
  ['Spot took it back', [{ name: 'api', exitCode: 0 }], { stopCode: 'SpotInterruption' }, /Spot/],
  ['no containers', [], {}, /ECS names no reason/],
  ['only one that is not essential', [{ name: 'agent', exitCode: 0 }], EXITED, /failed/],
])('failure: %s', (_, containers, more, words) => {
  const { succeeded, message } = judged(containers, more)
  expect(succeeded).toBe(false)
  expect(message).toMatch(words)
  expect(message).not.toMatch(/null|undefined/)
})

test('texts from outside stay on one line', () => {
  const reason = 'a\n::set-output name=x::y'
  expect(judged([{ name: 'api', exitCode: 1, reason }]).message).not.toContain('\n')
})

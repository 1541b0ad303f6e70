import { noticesOnce } from '@ci-kit/ecs/rollout/notices-once'
import { expect, test } from '@jest/globals'

test('a notice is told once, and everything else each time', () => {
  const lines: string[] = []
  const push = (text: string) => {
    lines.push(text)
  }
  const log = noticesOnce({ info: push, notice: push, warning: push })
  for (const text of ['first', 'second', 'first']) log.notice(text)
  for (const tell of [log.info, log.warning]) for (const _ of [1, 2]) tell('again')
  expect(lines).toEqual(['first', 'second', 'again', 'again', 'again', 'again'])
})

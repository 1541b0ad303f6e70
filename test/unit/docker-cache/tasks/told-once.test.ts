import { toldOnce } from '@ci-kit/docker-cache/tasks/told-once'
import { expect, test } from '@jest/globals'
import { memoryLog } from '../fake-ports.ts'

test('a notice that each of several images has is told once, warnings each time', () => {
  const { log, texts } = memoryLog()
  const once = toldOnce(log)
  for (const name of ['api', 'web']) {
    once.notice('No cache was found yet.')
    once.notice(`About ${name}.`)
    once.warning('The cache was not written.')
  }
  expect(texts('notice')).toEqual(['No cache was found yet.', 'About api.', 'About web.'])
  expect(texts('warning')).toEqual(['The cache was not written.', 'The cache was not written.'])
})

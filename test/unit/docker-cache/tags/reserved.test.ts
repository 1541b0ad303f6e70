import { cacheTag, mountTag, stageTag } from '@ci-kit/docker-cache/cache/cache-tags'
import { scopedKeyTag } from '@ci-kit/docker-cache/key/content-key'
import { recordTag } from '@ci-kit/docker-cache/key/record-store'
import { isReservedTag } from '@ci-kit/docker-cache/tags/reserved'
import { expect, test } from '@jest/globals'

test.each([
  cacheTag('main'),
  cacheTag('ü/,ref=x', '-linux-arm64'),
  stageTag('main', undefined),
  stageTag('main', 'deps'),
  mountTag('main', 'npm'),
  recordTag('main'),
  scopedKeyTag('a'.repeat(64), 'main'),
])("%s is nobody else's", (tag) => {
  expect(isReservedTag(tag)).toBe(true)
})

test.each(['main', 'cache', 'in-2026', 'inputs', 'x-cache-main'])('%s is free', (tag) => {
  expect(isReservedTag(tag)).toBe(false)
})

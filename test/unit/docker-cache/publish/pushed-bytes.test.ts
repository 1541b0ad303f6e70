import { pushedBytes } from '@ci-kit/docker-cache/publish/pushed-bytes'
import { describe, expect, test } from '@jest/globals'
import { digestFor, GZIP_LAYER } from './documents.ts'

const [OLD, NEW, OTHER] = [digestFor('old'), digestFor('new'), digestFor('other')]
const layer = (digest: typeof OLD, size: number) => ({ mediaType: GZIP_LAYER, digest, size })
const PUSHED = [{ id: 'pushing layers', completed: true }]

describe('pushed bytes', () => {
  test.each([
    ['what was there is not counted', [[layer(OLD, 1), layer(NEW, 10)]], [OLD], 10],
    ['nothing new', [[layer(OLD, 1)]], [OLD, OTHER], 0],
    ['an empty repository', [[layer(OLD, 1), layer(NEW, 10)]], [], 11],
    ['a layer of two platforms counts once', [[layer(NEW, 10)], [layer(NEW, 10)]], [], 10],
  ])('%s', (_, instances, before, bytes) => {
    const images = instances.map((layers) => ({ layers }))
    expect(pushedBytes(PUSHED, images, new Set(before))).toBe(bytes)
  })

  test('are not known without knowledge of what was there', () => {
    expect(pushedBytes(PUSHED, [{ layers: [layer(NEW, 1)] }], undefined)).toBeUndefined()
  })

  test.each([
    ['has not begun', []],
    ['has not ended', [{ id: 'pushing layers', completed: false }]],
  ])('are not known when the push %s', (_, statuses) => {
    expect(pushedBytes(statuses, [{ layers: [layer(NEW, 1)] }], new Set())).toBeUndefined()
  })
})

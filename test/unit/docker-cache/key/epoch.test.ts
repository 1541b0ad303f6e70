import { contentKey } from '@ci-kit/docker-cache/key/content-key'
import { isYoung } from '@ci-kit/docker-cache/key/epoch'
import { describe, expect, test } from '@jest/globals'
import { keyInputs } from './key-inputs.ts'

describe('an epoch', () => {
  test.each<[number, boolean]>([
    [1_000, true],
    [900, true],
    [899, false],
    [0, false],
    [1_001, false],
  ])('that began at %i is young enough at 1000 for an age of 100: %s', (anew, young) => {
    expect(isYoung({ anew, caches: [] }, 100, 1_000)).toBe(young)
  })

  test('gives the same content a key of its own', () => {
    const keys = [undefined, 0, 1_700_000_000_000, 1_700_000_000_001].map((epoch) =>
      contentKey(keyInputs(), epoch),
    )
    expect(new Set(keys).size).toBe(4)
  })
})

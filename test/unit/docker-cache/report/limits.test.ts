import {
  checkLimits,
  countedHitRate,
  type LimitFacts,
  type Limits,
} from '@ci-kit/docker-cache/report/limits'
import { describe, expect, test } from '@jest/globals'

const FACTS: LimitFacts = { hitRate: 80, imageSize: 50_000_000, layerWaste: 5 }

describe('a limit that is kept says nothing:', () => {
  test.each<[string, Limits]>([
    ['none', {}],
    ['all at their edge', { minHitRate: 80, maxImageSize: 50_000_000, maxLayerWaste: 5 }],
    ['all', { minHitRate: 0, maxImageSize: 60_000_000, maxLayerWaste: 100 }],
  ])('%s', (_, limits) => expect(checkLimits(FACTS, limits)).toEqual([]))
})

describe('a limit that is passed names the input, the limit and what was measured:', () => {
  test.each<[Limits, string[]]>([
    [{ minHitRate: 81 }, ["'min-hit-rate' is 81 %", 'the hit rate is 80 %']],
    [{ maxImageSize: 49_999_999 }, ["'max-image-size' is 50.0 MB", 'image is 50.0 MB']],
    [{ maxLayerWaste: 4.5 }, ["'max-layer-waste' is 4.5 %", 'remove is 5 %']],
  ])('%j', (limits, words) => {
    const messages = checkLimits(FACTS, limits)
    expect(messages).toHaveLength(1)
    for (const part of words) expect(messages[0]).toContain(part)
  })

  test('all at once', () => {
    const limits = { minHitRate: 90, maxImageSize: 1, maxLayerWaste: 1 }
    expect(checkLimits(FACTS, limits)).toHaveLength(3)
  })
})

test.each<[string, LimitFacts['hitRate']]>([
  ['undefined', undefined],
  ['not a number', Number.NaN],
])('what is %s does not keep its limit', (_, unknown) => {
  const facts = { hitRate: unknown, imageSize: undefined, layerWaste: Number.NaN }
  const messages = checkLimits(facts, { minHitRate: 1, maxImageSize: 1, maxLayerWaste: 1 })
  expect(messages).toHaveLength(3)
  for (const message of messages) expect(message).toContain('not known, so it cannot be checked')
})

describe('the hit rate', () => {
  const none = { error: 'failed to configure registry cache importer: r.test/a:b: not found' }
  const denied = { error: 'denied: permission_denied' }
  const found = { error: undefined }

  test.each<[string, { error: string | undefined }[], number, number | 'none-found']>([
    ['of a first build does not count', [none, none], 0, 'none-found'],
    ['of a build without a cache does not count', [], 0, 'none-found'],
    ['counts when a cache was found', [none, found], 0, 0],
    ['counts when a cache could not be read', [none, denied], 0, 0],
    ['of a first build on a builder that had something of its own', [none], 2, 'none-found'],
    ['counts where there is no cache to read, and the builder had something', [], 2, 40],
  ])('%s', (_, imports, cached, expected) => {
    expect(countedHitRate({ percent: cached * 20, cached }, imports)).toBe(expected)
  })

  test('that does not count passes no limit', () => {
    expect(checkLimits({ ...FACTS, hitRate: 'none-found' }, { minHitRate: 100 })).toEqual([])
  })
})

import type { LedgerEntry, Migrations, ReleaseRecord } from '@ci-kit/ecs/ledger/ledger'
import {
  badReleases,
  contractsSince,
  digestOf,
  isMarked,
  markOf,
  sameContent,
} from '@ci-kit/ecs/ledger/releases'
import { describe, expect, test } from '@jest/globals'
import { content, digest, recordOf } from './records.ts'

const entry = (id: number, letter: string, more: Partial<ReleaseRecord> = {}): LedgerEntry => ({
  ...recordOf(letter, more),
  id: String(id),
  createdAt: id,
  url: undefined,
})

describe('the same content', () => {
  const a = content('a')
  const anew = { taskDefinition: 'arn:other:2', digests: a.digests }
  test.each([
    ['itself', a, a, true],
    ['registered anew', a, anew, true],
    [
      'from another repository',
      a,
      { ...anew, digests: { app: `mirror/shop@${digest('a')}` } },
      true,
    ],
    ['another image', a, content('b'), false],
    ['a further container', a, { ...anew, digests: { ...a.digests, log: 'x' } }, false],
    ['another container', a, { ...anew, digests: { api: a.digests.app } }, false],
    [
      'tags only',
      { ...a, digests: { app: 'shop:1' } },
      { ...anew, digests: { app: 'shop:1' } },
      false,
    ],
    ['nothing known', { ...a, digests: {} }, { ...anew, digests: {} }, false],
    [
      'inherited names',
      { ...a, digests: { toString: a.digests.app } },
      { ...anew, digests: {} },
      false,
    ],
  ])('%s', (_case, one, other, same) => {
    expect(sameContent(one, other)).toBe(same)
    expect(sameContent(other, one)).toBe(same)
  })
})

test.each([
  [`shop@${digest('a')}`, digest('a')],
  [`shop:1@${digest('a')}`, digest('a')],
  ['shop:1', undefined],
  ['shop@sha256:abc', undefined],
  [undefined, undefined],
])('the digest of %s', (image, expected) => {
  expect(digestOf(image)).toBe(expected)
})

test('marks of all records count, and a later deployment takes none back', () => {
  const entries = [
    entry(3, 'b'),
    entry(2, 'a', { task: 'rollback', bad: [content('b')] }),
    entry(1, 'b'),
  ]
  const bad = badReleases(entries)
  expect(isMarked(content('b'), bad)).toBe(true)
  expect(isMarked({ ...content('b'), taskDefinition: 'arn:anew:1' }, bad)).toBe(true)
  expect(isMarked(content('a'), bad)).toBe(false)
})

test('the images stay good when only the configuration was left', () => {
  const configured = { ...content('a'), taskDefinition: 'arn:other:1' }
  expect(markOf(configured, content('a'))).toEqual({ taskDefinition: 'arn:other:1', digests: {} })
  expect(markOf(content('b'), content('a'))).toEqual(content('b'))
})

test.each<[string, readonly Migrations[], string, number]>([
  ['after the target', ['contract', 'none'], 'a', 1],
  ['the target itself', ['none', 'contract'], 'a', 0],
  ['a target without a record', ['none', 'contract'], 'z', 1],
  ['expand', ['expand', 'none'], 'a', 0],
])('contract: %s', (_case, [newer = 'none', older = 'none'], target, found) => {
  const entries = [entry(2, 'b', { migrations: newer }), entry(1, 'a', { migrations: older })]
  expect(contractsSince(entries, content(target))).toHaveLength(found)
})

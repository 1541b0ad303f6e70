import { contentKey, type KeyInputs, scopedKeyTag } from '@ci-kit/docker-cache/key/content-key'
import { isTag } from '@ci-kit/oci/reference-grammar'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { DIGEST, keyInputs, OTHER_DIGEST } from './key-inputs.ts'

const text = fc.string({ unit: codePoint, maxLength: 6 })
const texts = fc.array(text, { maxLength: 3 })
const map = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(text, value), { maxLength: 3 }).map((pairs) => new Map(pairs))
const context = fc.oneof(
  fc.record({ kind: fc.constant('folder' as const), digest: text }),
  fc.record({ kind: fc.constant('image' as const), digest: fc.constantFrom(DIGEST, OTHER_DIGEST) }),
  fc.record({ kind: fc.constant('pinned' as const), reference: text }),
)

/** Any value for each member; the compiler asks for the ones that are added. */
const MEMBERS: { readonly [Name in keyof KeyInputs]-?: fc.Arbitrary<KeyInputs[Name]> } = {
  context,
  dockerfile: text,
  target: fc.option(text, { nil: undefined }),
  platforms: texts,
  buildArgs: map(fc.option(text, { nil: undefined })),
  contexts: map(context),
  bases: map(fc.constantFrom(DIGEST, OTHER_DIGEST)),
  labels: map(text),
  annotations: texts,
  secretIds: texts,
  sshIds: texts,
  options: map(fc.oneof(text, fc.boolean(), texts, map(text))),
}

const inputs: fc.Arbitrary<KeyInputs> = fc.record(MEMBERS)

/** Another spelling than the key's own: equal exactly for equal inputs. */
const spelled = (value: unknown): string =>
  JSON.stringify(value, (_, member) => {
    if (member instanceof Map) return { map: [...member].sort(([a], [b]) => (a < b ? -1 : 1)) }
    return member === undefined ? { undefined: true } : member
  })

describe('content key', () => {
  test('is 64 hex digits', () => {
    fc.assert(fc.property(inputs, (one) => expect(contentKey(one)).toMatch(/^[0-9a-f]{64}$/)))
  })

  test('stays what it is: old images are found again', () => {
    expect(contentKey(keyInputs())).toBe(KNOWN_KEY)
  })

  test('two keys are equal exactly when the inputs are', () => {
    fc.assert(
      fc.property(inputs, inputs, fc.subarray(Object.keys(MEMBERS)), (one, other, shared) => {
        const mixed = {
          ...other,
          ...Object.fromEntries(Object.entries(one).filter(([name]) => shared.includes(name))),
        }
        expect(contentKey(mixed) === contentKey(one)).toBe(
          spelled(sorted(mixed)) === spelled(sorted(one)),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  test.each(Object.keys(MEMBERS))('a change of %s alone changes it', (name) => {
    fc.assert(
      fc.property(inputs, inputs, (one, other) => {
        const changed = {
          ...one,
          ...Object.fromEntries(Object.entries(other).filter(([key]) => key === name)),
        }
        fc.pre(spelled(sorted(changed)) !== spelled(sorted(one)))
        expect(contentKey(changed)).not.toBe(contentKey(one))
      }),
    )
  })

  test('the order of what has names does not count', () => {
    const pairs: [string, string][] = [
      ['a', '1'],
      ['b', '2'],
    ]
    const [one, other] = [new Map(pairs), new Map(pairs.toReversed())]
    expect(contentKey(keyInputs({ buildArgs: one, labels: other }))).toBe(
      contentKey(keyInputs({ buildArgs: other, labels: one })),
    )
  })

  test.each<[string, Partial<KeyInputs>, Partial<KeyInputs>]>([
    [
      'an empty argument is not an unset one',
      { buildArgs: new Map([['A', '']]) },
      { buildArgs: new Map([['A', undefined]]) },
    ],
    [
      'nor one that is missing',
      { buildArgs: new Map([['A', undefined]]) },
      { buildArgs: new Map() },
    ],
    ['an empty target is none', { target: '' }, { target: undefined }],
    ['one value with a line feed is not two', { platforms: ['a\nb'] }, { platforms: ['a', 'b'] }],
    ['nor one with a NUL', { platforms: ['a\0b'] }, { platforms: ['a', 'b'] }],
    [
      'a name that holds its value',
      { labels: new Map([['a=b', 'c']]) },
      { labels: new Map([['a', 'b=c']]) },
    ],
    ['what looks like the own spelling', { sshIds: ['s1:a'] }, { sshIds: ['', 's1:a'] }],
    [
      'text that moves to the next member',
      { secretIds: ['a'], sshIds: [] },
      { secretIds: [], sshIds: ['a'] },
    ],
    ['lone surrogates', { dockerfile: '\ud800' }, { dockerfile: '\ud801' }],
    ['composed and decomposed letters', { dockerfile: 'é' }, { dockerfile: 'e\u0301' }],
    [
      'an image and a folder of one digest',
      { context: { kind: 'image', digest: DIGEST } },
      { context: { kind: 'folder', digest: DIGEST } },
    ],
  ])('%s', (_, one, other) => {
    expect(contentKey(keyInputs(one))).not.toBe(contentKey(keyInputs(other)))
  })
})

describe('key tag', () => {
  const key = contentKey(keyInputs())

  test('is a tag with the prefix and 64 hex digits', () => {
    expect(scopedKeyTag(key, 'main')).toMatch(/^in-[0-9a-f]{64}$/)
    expect(isTag(scopedKeyTag(key, 'a,ref=b\n'))).toBe(true)
  })

  test('what one scope wrote is not found by another', () => {
    const scopes = ['main', 'pr-7', 'pr-70', '', 'MAIN', 'main\n']
    expect(new Set(scopes.map((scope) => scopedKeyTag(key, scope))).size).toBe(scopes.length)
  })

  test('nobody can name a scope so that it takes over from the key', () => {
    expect(scopedKeyTag(`${key}m`, 'ain')).not.toBe(scopedKeyTag(key, 'main'))
  })
})

const sorted = (of: KeyInputs) =>
  Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)))

const KNOWN_KEY = '8d1bac211eeee55d0a45f82b05ea84e5ae26917934be6d6634c9b899f3373263'

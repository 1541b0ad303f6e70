import {
  chooseVersion,
  compareVersions,
  lastVersion,
  nextVersion,
  parseCommit,
} from '@ci-kit/tooling/release/commits'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const commit = 'c'.repeat(40)
const parsed = (message: string) => parseCommit({ commit, message })
const changes = (...messages: string[]) => messages.flatMap((message) => parsed(message) ?? [])

describe('a commit', () => {
  test.each([
    ['feat: a', { type: 'feat', scope: '', subject: 'a', breaking: false }],
    ['fix(ecs): b: c', { type: 'fix', scope: 'ecs', subject: 'b: c', breaking: false }],
    ['Feat(a b)!: c', { type: 'feat', scope: 'a b', subject: 'c', breaking: true }],
    ['chore!: d', { type: 'chore', breaking: true }],
    [
      'perf: a\n\nBREAKING CHANGE: no b\nand no c\n\nx',
      { breaking: true, breaks: 'no b\nand no c' },
    ],
    ['fix: a\n\nBREAKING-CHANGE: b\nRefs: 1', { breaking: true, breaks: 'b' }],
    ['feat: a\n\nno BREAKING CHANGE: here', { breaking: false, breaks: '' }],
    ['feat: BREAKING CHANGE: in the subject', { breaking: false }],
  ])('%j', (message, expected) => {
    expect(parsed(message)).toMatchObject(expected)
  })

  test.each(['Merge branch x', 'feat:no space', 'feat(a: b', ': a', 'feat: ', '', 'two words: a'])(
    '%j has no type',
    (message) => {
      expect(parsed(message)).toBeUndefined()
    },
  )
})

describe('the next version', () => {
  test.each([
    [undefined, ['fix: a'], '1.0.0'],
    [undefined, [], '1.0.0'],
    ['1.2.3', ['fix: a'], '1.2.4'],
    ['1.2.3', ['perf(x): a', 'docs: b'], '1.2.4'],
    ['1.2.3', ['fix: a', 'feat: b'], '1.3.0'],
    ['1.2.3', ['fix: a', 'feat!: b'], '2.0.0'],
    ['1.2.3', ['build: a\n\nBREAKING CHANGE: b'], '2.0.0'],
    ['1.2.3', ['chore: a', 'test: b', 'refactor: c', 'words'], undefined],
  ])('after %s with %j is %s', (last, messages, expected) => {
    expect(nextVersion(last, changes(...messages))).toBe(expected)
  })

  test('that is named has to be a version after the last one', () => {
    expect(chooseVersion('1.3.0', '1.2.9', [])).toBe('1.3.0')
    expect(() => chooseVersion('1.2.9', '1.2.9', [])).toThrow('1.2.9 does not come after 1.2.9')
    expect(() => chooseVersion('1.2.10', '1.10.0', [])).toThrow('does not come after 1.10.0')
  })

  test.each(['', 'v1.0.0', '1.0', '1.0.0-rc.1', '01.0.0', '1.0.0\n', '1.0.0;x', '1.0.9999999'])(
    '%j is no version',
    (text) => {
      expect(() => chooseVersion(text, undefined, [])).toThrow('is no version. Write three numbers')
    },
  )

  test('is not guessed when nothing changed that users see', () => {
    const work = () => chooseVersion(undefined, '1.0.0', changes('docs: a'))
    expect(work).toThrow(/Nothing that users see changed since v1\.0\.0.*--version/)
  })
})

test('the last version is the highest, and other tags do not count', () => {
  const tags = [
    'v1',
    'v1.9.0',
    'v1.10.0',
    'v1.2.3',
    'v2.0.0-rc.1',
    'v2.0',
    'x9.9.9',
    'v1.2.3.4',
    '',
  ]
  expect(lastVersion(tags)).toBe('1.10.0')
  expect(lastVersion(['v1', ''])).toBeUndefined()
})

test('versions are compared as numbers', () => {
  const version = fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999))
  fc.assert(
    fc.property(version, version, (one, other) => {
      const value = ([major, minor, patch]: [number, number, number]) =>
        major * 1e6 + minor * 1e3 + patch
      const order = compareVersions(one.join('.'), other.join('.'))
      expect(Math.sign(order)).toBe(Math.sign(value(one) - value(other)))
    }),
  )
})

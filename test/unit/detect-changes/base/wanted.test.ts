import { UserError } from '@ci-kit/core/errors'
import { parseBase, parseJob, parseRef } from '@ci-kit/detect-changes/base/wanted'
import { describe, expect, test } from '@jest/globals'
import { ZEROS } from '../samples.ts'

describe('input base', () => {
  test.each([
    ['', { kind: 'auto' }],
    ['  ', { kind: 'auto' }],
    ['auto', { kind: 'auto' }],
    [ZEROS, { kind: 'auto' }],
    [' none ', { kind: 'none' }],
    ['refs/heads/none', { kind: 'revision', revision: 'refs/heads/none' }],
    ['0'.repeat(64), { kind: 'auto' }],
    [' last-success\n', { kind: 'last-success' }],
    ['since-last-push', { kind: 'since-last-push' }],
    ['last-deployed:production', { kind: 'last-deployed', environment: 'production' }],
    ['last-deployed: eu west: 1 ', { kind: 'last-deployed', environment: 'eu west: 1' }],
    ['main', { kind: 'revision', revision: 'main' }],
    ['refs/heads/auto', { kind: 'revision', revision: 'refs/heads/auto' }],
    ['feature/a-b', { kind: 'revision', revision: 'feature/a-b' }],
    ['a@b', { kind: 'revision', revision: 'a@b' }],
    ['ünï', { kind: 'revision', revision: 'ünï' }],
    ['Last-Success', { kind: 'revision', revision: 'Last-Success' }],
    ['AB'.repeat(20), { kind: 'revision', revision: 'ab'.repeat(20) }],
    ['AB'.repeat(32), { kind: 'revision', revision: 'ab'.repeat(32) }],
  ])('%j', (text, base) => {
    expect(parseBase(text)).toEqual(base)
  })

  test.each([
    ...['--output=x', '-x', 'a..b', 'a b', 'HEAD', '@', 'HEAD^', 'a~1', 'a:b', '/a', 'a/'],
    ...['a.lock', 'a//b', 'a\u0001', 'a@{1}', 'a*', 'last-success:build', 'x'.repeat(2000)],
  ])('%j is refused with all that can be written', (text) => {
    expect(() => parseBase(text)).toThrow(UserError)
    expect(() => parseBase(text)).toThrow(
      /^Input 'base' is '[^\p{Cc}]+'\. Use auto, none, last-success, since-last-push, last-deployed:<environment>, the name of a branch or tag, or a full commit id\.$/u,
    )
  })

  test.each([
    'last-deployed',
    'last-deployed:',
    'last-deployed: ',
    'last-deployed:a\nb',
    `last-deployed:${'x'.repeat(256)}`,
  ])('%j names no environment', (text) => {
    expect(() => parseBase(text)).toThrow(UserError)
    expect(() => parseBase(text)).toThrow(
      'Name the environment behind a colon, such as last-deployed:production.',
    )
  })
})

describe('inputs ref and job', () => {
  test.each([
    ['', undefined],
    [ZEROS, undefined],
    [' main ', 'main'],
    ['AB'.repeat(20), 'ab'.repeat(20)],
  ])('ref %j', (text, ref) => {
    expect(parseRef(text)).toBe(ref)
  })

  test('a ref that is no name', () => {
    expect(() => parseRef('a b')).toThrow(
      "Input 'ref' is 'a b'. Use the name of a branch or tag, or a full commit id.",
    )
  })

  test.each([
    ['', undefined],
    [' build (linux, 24) ', 'build (linux, 24)'],
  ])('job %j', (text, job) => {
    expect(parseJob(text)).toBe(job)
  })

  test.each(['a\nb', 'a\u2028b', 'x'.repeat(256)])('job %j is refused', (text) => {
    expect(() => parseJob(text)).toThrow(/^Input 'job' is '.*'\. Use the name of a job/)
  })
})

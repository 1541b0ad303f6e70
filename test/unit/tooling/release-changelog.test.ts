import { changelog, plainText, releaseNotes } from '@ci-kit/tooling/release/changelog'
import { parseCommit } from '@ci-kit/tooling/release/commits'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../fakes/code-point.ts'

const notes = (...messages: string[]) =>
  releaseNotes(
    messages.flatMap((message) => parseCommit({ commit: 'abcdef0123456789', message }) ?? []),
  )

describe('release notes', () => {
  test('are grouped, with scopes in bold, without what users do not see', () => {
    const kinds = ['build', 'chore', 'test', 'ci', 'style', 'refactor', 'docs']
    const hidden = kinds.map((type) => `${type}: hidden`)
    const text = notes('perf: p', 'fix(b): f', 'feat(z): late', 'feat(a): early', ...hidden)
    expect(text).toBe(`### Features

- **a**: early (abcdef0123)
- **z**: late (abcdef0123)

### Fixes

- **b**: f (abcdef0123)

### Performance

- p (abcdef0123)
`)
  })

  test('say what breaks once, of whatever type it is', () => {
    const text = notes('feat(a)!: one', 'chore: two\n\nBREAKING CHANGE: three\nfour')
    expect(text).toBe(
      '### Breaking changes\n\n- two: three four (abcdef0123)\n- **a**: one (abcdef0123)\n',
    )
  })

  test('say so when there is nothing', () => {
    expect(notes('docs: a')).toBe('No change that users see.\n')
  })
})

describe('the text of a commit', () => {
  test.each([
    ['<img src=x onerror=y>', '\\<img src=x onerror=y\\>'],
    ['[a](javascript:b) ![c](d)', '\\[a\\](javascript:b) !\\[c\\](d)'],
    ['`code` and *stars* and _lines_', '\\`code\\` and \\*stars\\* and \\_lines\\_'],
    ['~~a~~ | &lt; $x$', '\\~\\~a\\~\\~ \\| \\&lt; \\$x\\$'],
    ['a back\\slash', 'a back\\\\slash'],
    ['thanks @someone', 'thanks @<!-- -->someone'],
    ['# heading', '\\# heading'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['a\u202eb\u0000c\rd\u2028e\u200bf', 'a b c d e f'],
  ])('%j is shown as it is', (text, expected) => {
    expect(plainText(text)).toBe(expected)
  })

  test('is cut where it is long, and no letter is halved', () => {
    expect([...plainText('😀'.repeat(1000))]).toHaveLength(300)
  })

  test('is one line without markup, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 400 }), (text) => {
        const shown = plainText(text)
        expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u)
        const bare = shown.replaceAll('@<!-- -->', '').replace(/\\./gu, '')
        expect(bare).not.toMatch(/[\\`*_{}[\]<>|~$&@]/)
      }),
    )
  })
})

test('the newest release comes first in the changelog', () => {
  const first = changelog({ version: '1.0.0', date: '2026-01-02', notes: 'one\n' }, '')
  expect(first).toBe('# Changelog\n\n## 1.0.0 (2026-01-02)\n\none\n')
  const second = changelog({ version: '1.1.0', date: '2026-02-03', notes: 'two\n' }, first)
  expect(second).toBe(
    '# Changelog\n\n## 1.1.0 (2026-02-03)\n\ntwo\n\n## 1.0.0 (2026-01-02)\n\none\n',
  )
  const other = changelog({ version: '1.0.0', date: '2026-01-02', notes: 'one\n' }, 'Before 1.0\n')
  expect(other).toContain('one\n\nBefore 1.0\n')
})

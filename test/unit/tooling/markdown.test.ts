import { between, cell, code, table } from '@ci-kit/tooling/markdown'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

/** What a workflow writes to read the token. */
const expression = ['$', '{{ github.token }}'].join('')

describe('cell', () => {
  test.each([
    ['a plain text.', 'a plain text.'],
    ['two\nlines  and   gaps\n', 'two lines and gaps'],
    ['`a|b` or a|b', '`a\\|b` or a\\|b'],
    ['<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
    ['src/**/*.ts and `src/**/*.ts`', 'src/\\*\\*/\\*.ts and `src/**/*.ts`'],
    ['``a ` b`` <x>', '``a ` b`` \\<x\\>'],
    ['an open ` backtick <x>', 'an open ` backtick \\<x\\>'],
    ['[text](javascript:x)', '\\[text\\](javascript:x)'],
  ])('%j becomes %j', (text, expected) => {
    expect(cell(text)).toBe(expected)
  })

  test('no text ends its cell or its row', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('|', '`', '\\', '\n', 'a', '<') }), (text) => {
        const escaped = cell(text)
        expect(escaped).not.toContain('\n')
        // GFM splits a row at every `|` that has no backslash before it
        expect(escaped).not.toMatch(/(?<!\\)\|/)
      }),
    )
  })
})

describe('code', () => {
  test.each([
    ['', ''],
    ['max', '`max`'],
    ['a|b', '`a\\|b`'],
    ['a`b', '`` a`b ``'],
    ['one\n\n  two\n', '`one`<br>`two`'],
    [expression, `\`${expression}\``],
  ])('%j becomes %j', (value, expected) => {
    expect(code(value)).toBe(expected)
  })
})

test('a table has a line under its header', () => {
  expect(table(['A', 'B'], [['1', '2']])).toBe('| A | B |\n| --- | --- |\n| 1 | 2 |')
})

describe('between', () => {
  const text = 'top\n<!-- inputs:start -->\nold\n<!-- inputs:end -->\nbottom\n'

  test('replaces only what is between the comments, and is stable', () => {
    const once = between(text, 'inputs', 'new', 'README.md')
    expect(once).toBe('top\n<!-- inputs:start -->\nnew\n<!-- inputs:end -->\nbottom\n')
    expect(between(once, 'inputs', 'new', 'README.md')).toBe(once)
  })

  test('leaves a text without the comments alone', () => {
    expect(between(text, 'outputs', 'new', 'README.md')).toBe(text)
  })

  test.each([
    ['no end', 'a <!-- inputs:start --> b'],
    ['no start', 'a <!-- inputs:end --> b'],
    ['the wrong order', '<!-- inputs:end --> <!-- inputs:start -->'],
    ['two starts', `<!-- inputs:start -->${text}`],
    ['two ends', `${text}<!-- inputs:end -->`],
  ])('refuses %s and names the file', (_, broken) => {
    expect(() => between(broken, 'inputs', 'new', 'actions/x/README.md')).toThrow(
      'actions/x/README.md must hold <!-- inputs:start --> and <!-- inputs:end --> once each',
    )
  })
})

import { code, fenced, link, plain, table } from '@ci-kit/core/markdown'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../fakes/code-point.ts'

/** What a browser shows for character references. */
const decoded = (markdown: string): string =>
  markdown.replace(/&#(\d+);/g, (_, number) => String.fromCodePoint(Number(number)))

describe('plain', () => {
  test.each([
    ['a b-c_d/e.ts', 'a b-c&#95;d/e.ts'],
    ['<img src=x>', '&#60;img src=x&#62;'],
    ['[a](b)', '&#91;a&#93;(b)'],
    ['![a](b)', '&#33;&#91;a&#93;(b)'],
    ['a | b', 'a &#124; b'],
    ['&lt;', '&#38;lt;'],
    ['https://x.y', 'https&#58;//x.y'],
    ['www.x.y', 'www&#46;x.y'],
    ['WWW.x.y', 'WWW&#46;x.y'],
    ['- a', '&#45; a'],
    ['1. a', '1&#46; a'],
    ['12) a', '12&#41; a'],
    ['a\n\n# b', 'a&#92;n&#92;n&#35;&#8203; b'],
    ['$x$ `y`', '&#36;x&#36; &#96;y&#96;'],
  ])('%j becomes %j', (text, expected) => {
    expect(plain(text)).toBe(expected)
  })

  test.each(['@octocat', 'a@b.example', 'octo/shop#12', '#12'])(
    'no mention, address or issue is left in %j when the references are decoded',
    (text) => {
      expect(decoded(plain(text))).not.toMatch(/[@#][a-z0-9]/i)
    },
  )
})

/** Characters that start markup, HTML, links or a table cell. */
const markup = fc
  .array(
    fc.oneof(
      fc.constantFrom('|', '<', '>', '`', '[', ']', '(', ')', '*', '_', '~', '@', '#', '&', '\\'),
      fc.constantFrom('\n', '\r', '!', '://', 'www.', 'http', '<!--', '-->', '---', '1.', '+', '$'),
      fc.string({ unit: codePoint, maxLength: 3 }),
    ),
  )
  .map((pieces) => pieces.join(''))

describe.each([
  ['plain', plain],
  ['code', (text: string) => code(text).replace(/^<code>|<\/code>$|<!-- -->/g, '')],
])('%s', (_, write) => {
  test('leaves no character that means something inside a line', () => {
    fc.assert(
      fc.property(markup, (text) => {
        const written = write(text).replace(/&#\d+;/g, '')
        expect(written).not.toMatch(/[\\`*_{}[\]<>#|~&@$^!\r\n]|:\/\/|www\./i)
        expect(write(text)).not.toMatch(/^([-+=]|\d+[.)])/)
      }),
      { numRuns: 1000 },
    )
  })

  test('shows a text that has no markup as it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 ,@#<>|*]*$/), (text) => {
        expect(decoded(write(text)).replaceAll('\u200b', '')).toBe(text)
      }),
    )
  })
})

test('code can be copied: it adds nothing that is shown', () => {
  expect(decoded(code('ghcr.io/a/b@sha256:1#x')).replaceAll('<!-- -->', '')).toBe(
    '<code>ghcr.io/a/b@sha256:1#x</code>',
  )
})

test('code holds no mail address when the references are decoded', () => {
  expect(decoded(code('a@b.example'))).toBe('<code>a@<!-- -->b.example</code>')
})

test('a table keeps its columns whatever its cells say', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(markup, markup), { maxLength: 4 }), (rows) => {
      const lines = table(
        ['A', 'B'],
        rows.map(([a, b]) => [plain(a), code(b)]),
      ).split('\n')
      expect(lines.slice(0, 2)).toEqual(['| A | B |', '| --- | --- |'])
      expect(lines).toHaveLength(2 + rows.length)
      for (const line of lines) expect(line.split('|')).toHaveLength(4)
    }),
  )
})

describe('a link', () => {
  test.each([
    ['https://a.test/x?y=1#z', '[text](https://a.test/x?y=1#z)'],
    ['http://github.local/a', '[text](http://github.local/a)'],
    ['https://a.test/a)b|c', '[text](https://a.test/a%29b%7Cc)'],
    ['https://a.test/_a_*b*~c~', '[text](https://a.test/%5Fa%5F%2Ab%2A%7Ec%7E)'],
    ['javascript:alert(1)', 'text'],
    ['no address', 'text'],
    ['', 'text'],
  ])('to %s', (address, expected) => {
    expect(link('text', address)).toBe(expected)
  })
})

test.each([
  ['plain', '```'],
  ['a ``` b', '````'],
  ['a ````` b', '``````'],
])('the fence of %j closes only at its end', (text, fence) => {
  expect(fenced('bash', text)).toBe(`${fence}bash\n${text}\n${fence}`)
})

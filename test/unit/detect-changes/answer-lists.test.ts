import { listText } from '@ci-kit/detect-changes/answer-outputs/list-format'
import { describe, expect, test } from '@jest/globals'

describe('lists of files', () => {
  test.each([
    ['json', ['a b', 'c"d', 'e\nf'], String.raw`["a b","c\"d","e\nf"]`],
    ['nul-file', ['a b', '-rf', 'e\nf'], 'a b\0-rf\0e\nf\0'],
    ['nul-file', [], ''],
    ['csv', ['a', 'b,c', 'd"e', ' f'], 'a,"b,c","d""e"," f"'],
    ['shell', ['a', "it's", '-rf', '$(id)'], String.raw`'a' 'it'\''s' './-rf' '$(id)'`],
    ['escape', ['a/b.c', "it's", '-rf', '$(id)', 'é'], String.raw`a/b.c it\'s ./-rf \$\(id\) é`],
    ['shell', [], ''],
    ['json', [], '[]'],
  ] as const)('%s of %j', (format, paths, text) => {
    expect(listText(paths, format)).toBe(text)
  })

  test.each(['csv', 'shell', 'escape'] as const)(
    '%s refuses a control character and names the file',
    (format) => {
      const list = () => listText(['ok', 'x\n$(cmd).md'], format)
      expect(list).toThrow(String.raw`'x\n$(cmd).md' holds a control character`)
      expect(list).toThrow("Use 'list-files: json' or 'list-files: nul-file'")
    },
  )

  test.each(['csv', 'shell', 'escape'] as const)(
    '%s refuses a name that is no UTF-8, which would become another one',
    (format) => {
      expect(() => listText(['a\udcff'], format)).toThrow(
        String.raw`'a\u{dcff}' holds bytes that are no UTF-8, which 'list-files: ${format}' cannot carry`,
      )
      expect(listText(['a\udcff'], 'json')).toBe(String.raw`["a\udcff"]`)
    },
  )
})

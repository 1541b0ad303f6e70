import { fileList } from '@ci-kit/detect-changes/lists'
import { describe, expect, test } from '@jest/globals'

describe('lists of files', () => {
  test.each([
    ['json', ['a b', 'c"d', 'e\nf'], String.raw`["a b","c\"d","e\nf"]`],
    ['none', ['a'], ''],
    ['csv', ['a', 'b,c', 'd"e', ' f'], 'a,"b,c","d""e"," f"'],
    ['shell', ['a', "it's", '-rf', '$(id)'], String.raw`'a' 'it'\''s' './-rf' '$(id)'`],
    ['escape', ['a/b.c', "it's", '-rf', '$(id)', 'é'], String.raw`a/b.c it\'s ./-rf \$\(id\) é`],
    ['shell', [], ''],
    ['json', [], '[]'],
  ] as const)('%s of %j', (format, paths, text) => {
    expect(fileList(paths, format)).toBe(text)
  })

  test.each(['csv', 'shell', 'escape'] as const)(
    '%s refuses a control character and names the file',
    (format) => {
      const list = () => fileList(['ok', 'x\n$(cmd).md'], format)
      expect(list).toThrow(String.raw`'x\n$(cmd).md' holds a control character`)
      expect(list).toThrow("Use 'list-files: json'")
    },
  )
})

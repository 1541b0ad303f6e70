import { patternReader } from '@ci-kit/detect-changes/components/patterns'
import { parseRuleList } from '@ci-kit/detect-changes/components/rule-list'
import { describe, expect, test } from '@jest/globals'

const read = (text: string, input = 'all-on') =>
  parseRuleList(text, input, patternReader('minimatch'))

describe('inputs with one pattern a line', () => {
  test.each([
    ['', []],
    ['package-lock.json', ['package-lock.json@1']],
    ['\n# locks\n\n  a  \r\n.github/**\n', ['a@4', '.github/**@5']],
    ['docs/**\n!docs/api/**', ['docs/**@1', '!docs/api/**@2']],
    ['!(a|b)', ['!(a|b)@1']],
    ['\\#a', ['\\#a@1']],
  ])('%j', (text, wanted) => {
    const list = read(text)
    expect(
      list.rules.map(({ excludes, pattern, line }) => `${excludes ? '!' : ''}${pattern}@${line}`),
    ).toEqual(wanted)
    expect(list.quantifier).toBe('some')
  })

  test('the rules name the input as their source and see every status', () => {
    expect(read('a', 'ignore').rules[0]).toMatchObject({ source: 'ignore', statuses: undefined })
  })

  test.each([
    ['a\n[z-a]', "Input 'ignore', line 2: the pattern '[z-a]' cannot be used: its range"],
    ['!!a', "line 1: the pattern '!!a' cannot be used: it starts with more than one !"],
    ['# x\n!a', "line 2: the first pattern '!a' has nothing to take out of"],
    ['- a', "line 1: '- a' is written as YAML; write the pattern alone"],
    ["a\n'b'", "line 2: ''b'' is written as YAML"],
    ['"b"', 'is written as YAML'],
    ['a\n'.repeat(10_001), 'has 10001 patterns, more than 10000'],
  ])('%.30j is refused', (text, words) => {
    const parse = () => read(text, 'ignore')
    expect(parse).toThrow(expect.objectContaining({ name: 'UserError' }))
    expect(parse).toThrow("Input 'ignore'")
    expect(parse).toThrow(words)
  })
})

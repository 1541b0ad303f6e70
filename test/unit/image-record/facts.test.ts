import { UserError } from '@ci-kit/core/errors'
import { factsIn } from '@ci-kit/image-record/facts'
import { describe, expect, test } from '@jest/globals'

describe('facts', () => {
  test.each<readonly [string, object]>([
    ['', {}],
    ['# nothing', {}],
    ['{}', {}],
    [
      'tags: 1.10\nsize: 12\nsigned: true\nskipped: false',
      { tags: '1.10', size: 12, signed: true, skipped: false },
    ],
    ['{"verdict": "passed", "rate": -0.5}', { verdict: 'passed', rate: -0.5 }],
    ['verdict:\ncache-hit-rate: ""\ntags: x', { tags: 'x' }],
    [
      'id: 12345678901234567890\nhex: 0x10\nexp: 1e5\nzero: 007',
      { id: '12345678901234567890', hex: '0x10', exp: '1e5', zero: '007' },
    ],
    [
      '{ "tags": "a:1\\na:2", "platforms": "[\\"linux/amd64\\"]", "cache": "100", "signed": "true", "scan": null }',
      { tags: 'a:1\na:2', platforms: '["linux/amd64"]', cache: 100, signed: true },
    ],
    ['tags: |\n  one\n  two\n', { tags: 'one\ntwo\n' }],
  ])('%j are %j', async (facts, read) => {
    expect(await factsIn(facts)).toEqual(read)
  })

  test.each<readonly [string, string]>([
    ['[1]', "Input 'facts' is no map"],
    ['text', "Input 'facts' is no map"],
    ['a: 1\nb: [1]', "Input 'facts', line 2: 'b' is a list"],
    ['a b: 1', "'a b' is no name of a fact"],
    ['a: {', "Input 'facts', line "],
    [`a: ${'x'.repeat(2_100)}`, '2048 are allowed'],
    [Array.from({ length: 31 }, (_, at) => `f${at}: 1`).join('\n'), '31 facts, 30 are'],
  ])('%j are refused', async (facts, word) => {
    const read = factsIn(facts)
    await expect(read).rejects.toThrow(UserError)
    await expect(read).rejects.toThrow(word)
  })
})

import { assignments, editsBetween, parseOptions, unknownWord } from '@ci-kit/cli/commands/options'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const OPTIONS = {
  with: { type: 'string', multiple: true, default: [] as string[] },
  workspace: { type: 'string', default: '.' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

describe('parseOptions', () => {
  test('keeps positionals and repeated options apart', () => {
    const args = ['docker-cache', '--with', 'a=1', '--with=b=2', '-h']
    const { values, positionals } = parseOptions(args, OPTIONS)
    expect(positionals).toEqual(['docker-cache'])
    expect({ ...values }).toEqual({ with: ['a=1', 'b=2'], workspace: '.', help: true })
  })

  test.each([
    [['--wiht', 'a=1'], 'There is no option --wiht. Did you mean --with?'],
    [['--wrkspace=/x'], 'There is no option --wrkspace. Did you mean --workspace?'],
    [['--quiet'], 'There is no option --quiet. Use one of: --with, --workspace, --help.'],
    [['-x'], 'There is no option -x. Use one of: --with, --workspace, --help.'],
    [['--workspace'], /--workspace.*argument missing/],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args, OPTIONS)).toThrow(message)
  })
})

describe('assignments', () => {
  test('splits at the first equals sign', () => {
    expect(assignments('--with', ['build-args=A=1', 'empty='])).toEqual({
      'build-args': 'A=1',
      empty: '',
    })
  })

  test.each(['context', '=x'])('refuses %s', (text) => {
    expect(() => assignments('--with', [text])).toThrow(
      `--with ${text} is no assignment. Write --with name=value.`,
    )
  })
})

test('a word that is near to none is not guessed', () => {
  expect(unknownWord('command', 'deploy', ['run', 'demo'])).toBe(
    'There is no command deploy. Use one of: run, demo.',
  )
})

describe('editsBetween', () => {
  test.each([
    ['demo', 'demo', 0],
    ['dmo', 'demo', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('%s and %s: %i', (one, other, edits) => {
    expect(editsBetween(one, other)).toBe(edits)
  })

  test('is a distance', () => {
    const word = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editsBetween(a, b)).toBe(editsBetween(b, a))
        expect(editsBetween(a, c)).toBeLessThanOrEqual(editsBetween(a, b) + editsBetween(b, c))
      }),
    )
  })
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  fileSummary,
  inputReader,
  runnerLog,
  writeOutputs,
} from '@ci-kit/core/adapters/actions-runner'
import { secret } from '@ci-kit/core/inputs'
import { SUMMARY_LIMIT_BYTES } from '@ci-kit/core/summary'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { pairsIn } from './runner-pairs.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const printed = () => {
  const lines: string[] = []
  return { lines, print: (line: string) => void lines.push(line) }
}

describe('inputReader', () => {
  const { print } = printed()

  test.each([
    ['cache-scope', 'INPUT_CACHE-SCOPE'],
    ['Cache-Scope', 'INPUT_CACHE-SCOPE'],
    ['my input name', 'INPUT_MY_INPUT_NAME'],
    ['under_score', 'INPUT_UNDER_SCORE'],
  ])('%j is the variable %s', (name, variable) => {
    expect(inputReader({ [variable]: ' x ' }, print).read(name)).toBe(' x ')
  })

  test('an input without a variable is empty', () => {
    expect(inputReader({ INPUT_CACHE_SCOPE: 'x' }, print).read('cache-scope')).toBe('')
  })

  test('a secret is masked in every line before anybody can print it', () => {
    const { lines, print } = printed()
    const reader = inputReader({ INPUT_KEY: 'one%\n  two\n' }, print)
    print(`read ${secret(reader, 'key').length}`)
    expect(lines).toEqual([
      '::add-mask::one%25%0A  two',
      '::add-mask::one%25',
      '::add-mask::two',
      'read 10',
    ])
  })
})

describe('runnerLog', () => {
  test('writes one command for each', () => {
    const { lines, print } = printed()
    const log = runnerLog(print, true)
    log.info('::error::x\n##[group]y')
    log.debug('a\nb')
    log.notice('n', { title: 'T' })
    log.warning('w')
    log.error('e\n::x::', { file: 'a,b.ts', line: 3 })
    log.group('g')
    log.endGroup()
    expect(lines).toEqual([
      '\\::error::x\n#\\#[group]y',
      '::debug::a%0Ab',
      '::notice title=T::n',
      '::warning::w',
      '::error file=a%2Cb.ts,line=3::e%0A::x::',
      '::group::g',
      '::endgroup::',
    ])
  })

  test('debug says nothing without debug logging', () => {
    const { lines, print } = printed()
    runnerLog(print, false).debug('a')
    expect(lines).toEqual([])
  })
})

describe('writeOutputs', () => {
  test('adds every output to the file', () => {
    const { lines, print } = printed()
    const path = join(folder, 'outputs')
    writeFileSync(path, 'before=1\n')
    writeOutputs(path, { digest: 'a\nb', count: 3, pushed: false, tags: ['x'] }, print)
    expect(pairsIn(readFileSync(path, 'utf8'))).toEqual([
      ['before', '1'],
      ['digest', 'a\nb'],
      ['count', '3'],
      ['pushed', 'false'],
      ['tags', '["x"]'],
    ])
    expect(lines).toEqual([])
  })

  test.each<[string, () => Record<string, string | object>]>([
    ['a name that the runner misreads', () => ({ good: 'x', 'a=b': 'y' })],
    ['a value that is no JSON', () => ({ good: 'x', bad: { number: 1n } })],
  ])('writes none when one has %s', (_, outputs) => {
    const path = join(folder, 'outputs')
    writeFileSync(path, '')
    expect(() => writeOutputs(path, outputs(), () => {})).toThrow()
    expect(readFileSync(path, 'utf8')).toBe('')
  })

  test.each([undefined, ''])('shows them outside a runner (%j)', (path) => {
    const { lines, print } = printed()
    writeOutputs(path, { digest: '::error::x', note: 'a\n::error::b' }, print)
    expect(lines).toEqual(['digest=::error::x', 'note=a\n\\::error::b'])
  })
})

describe('fileSummary', () => {
  const quiet = runnerLog(() => {}, false)

  test('warns once when it cannot write, and lets the step go on', () => {
    const { lines, print } = printed()
    const summary = fileSummary(folder, runnerLog(print, false))
    summary.append('a')
    summary.append('b')
    expect(lines).toEqual([expect.stringMatching(/^::warning::The job summary cannot be written/)])
  })

  test('appends, each part on lines of its own', () => {
    const path = join(folder, 'summary')
    const summary = fileSummary(path, quiet)
    summary.append('# A')
    summary.append('é')
    expect(readFileSync(path, 'utf8')).toBe('# A\né\n')
  })

  test('many parts stay within the limit, with one note at the end', () => {
    const path = join(folder, 'summary')
    writeFileSync(path, 'of the step before\n')
    const summary = fileSummary(path, quiet)
    for (let part = 0; part < 30; part += 1) summary.append(`${'é'.repeat(50)}\n`.repeat(400))
    summary.append('x'.repeat(2 * SUMMARY_LIMIT_BYTES))
    summary.append('short')
    const bytes = readFileSync(path)
    const text = bytes.toString()
    expect(bytes.length).toBeLessThanOrEqual(SUMMARY_LIMIT_BYTES)
    expect(bytes.length).toBeGreaterThan(SUMMARY_LIMIT_BYTES - 300)
    expect(text.startsWith('of the step before\né')).toBe(true)
    expect(text.match(/The summary was cut here/g)).toHaveLength(1)
    expect(text.endsWith('1,024 KiB at most.\n')).toBe(true)
  })

  test('nothing follows a part that was cut, however much room is left', () => {
    const path = join(folder, 'summary')
    const summary = fileSummary(path, quiet)
    summary.append('x'.repeat(2 * SUMMARY_LIMIT_BYTES))
    summary.append('short')
    expect(readFileSync(path, 'utf8')).toBe(
      '\n\n> The summary was cut here: a step may write 1,024 KiB at most.\n',
    )
  })

  test.each([undefined, ''])('goes nowhere outside a runner (%j)', (path) => {
    expect(() => fileSummary(path, quiet).append('a')).not.toThrow()
  })
})

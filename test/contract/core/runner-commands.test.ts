import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command, fileEntry } from '@ci-kit/core/adapters/runner-commands'
import type { Annotation } from '@ci-kit/core/log'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../fakes/code-point.ts'
import { pairsIn } from './runner-pairs.ts'

/** What the toolkit itself prints and writes for a list of calls, in one process. */
const PROGRAM = `
  import * as core from '@actions/core'
  import { readFileSync } from 'node:fs'
  const calls = {
    error: ([message, at]) => core.error(message, at),
    warning: ([message, at]) => core.warning(message, at),
    notice: ([message, at]) => core.notice(message, at),
    debug: ([message]) => core.debug(message),
    group: ([title]) => core.startGroup(title),
    mask: ([secret]) => core.setSecret(secret),
    output: ([name, value]) => core.setOutput(name, value),
  }
  for (const [name, ...args] of JSON.parse(readFileSync(process.argv[1], 'utf8'))) calls[name](args)
`

type Call = readonly [string, string, ...unknown[]]

const toolkit = (calls: readonly Call[]): { stdout: string; outputs: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'toolkit-'))
  try {
    const [list, outputs] = [join(folder, 'calls.json'), join(folder, 'outputs')]
    writeFileSync(list, JSON.stringify(calls))
    writeFileSync(outputs, '')
    const stdout = execFileSync(
      process.execPath,
      ['--input-type=module', '--eval', PROGRAM, '--', list],
      { encoding: 'utf8', env: { GITHUB_OUTPUT: outputs } },
    )
    return { stdout, outputs: readFileSync(outputs, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const pieces = [
  '%',
  '%0A',
  '\r',
  '\n',
  ':',
  ',',
  '::',
  '##[',
  ';',
  ']',
  ' ',
  'é',
  '😀',
  'a',
  '=',
  '',
]
const texts = [
  ...pieces,
  'plain',
  'a\r\nb%25',
  ...fc.sample(fc.array(fc.constantFrom(...pieces)), 100).map((parts) => parts.join('')),
  ...fc.sample(fc.string({ unit: 'grapheme' }), 100),
]

describe('the same bytes as @actions/core', () => {
  test('messages without properties', () => {
    const names = ['error', 'warning', 'notice', 'debug', 'group', 'mask']
    const calls = names.flatMap((name) => texts.map((text): Call => [name, text]))
    const own = calls.map(([name, text]) => command(name === 'mask' ? 'add-mask' : name, text))
    expect(own.map((line) => `${line}\n`).join('')).toBe(toolkit(calls).stdout)
  })

  test('annotations with every property', () => {
    const places = texts.flatMap((text): Annotation[] => [
      { title: text, file: text, line: 7 },
      { line: 7, file: text, title: text },
      ...(text === '' ? [] : [{ file: text }, { title: text }]),
    ])
    const calls = places.map(
      ({ line, ...at }): Call => [
        'error',
        'm',
        line === undefined ? at : { ...at, startLine: line },
      ],
    )
    const own = places.map((at) => `${command('error', 'm', at)}\n`).join('')
    expect(own).toBe(toolkit(calls).stdout)
  })

  test('but no space after the name when all properties are empty', () => {
    expect(command('error', 'm', { file: '', title: '' })).toBe('::error::m')
  })

  test('outputs, but for the delimiter', () => {
    const bare = (text: string) => text.replaceAll(/ghadelimiter_[0-9a-z-]+/g, 'ghadelimiter_')
    const calls = texts.map((text, at): Call => ['output', `output-${at}`, text])
    const own = texts.map((text, at) => fileEntry(`output-${at}`, text)).join('')
    expect(bare(own)).toBe(bare(toolkit(calls).outputs))
  })
})

describe('fileEntry', () => {
  const value = fc.oneof(
    fc.string({ unit: codePoint }),
    fc
      .array(fc.constantFrom('\n', '\r', 'a=b', 'c<<d', 'ghadelimiter_', ''))
      .map((all) => all.join('')),
  )

  test('the runner reads back what was written, entry by entry', () => {
    const name = fc.stringMatching(/^[A-Za-z_][\w.-]*$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (entries) => {
        const file = entries.map(([key, text]) => fileEntry(key, text)).join('')
        expect(pairsIn(file)).toEqual(entries)
      }),
    )
  })

  test.each(['', 'a=b', 'a<<b', 'a\nb', 'a\rb'])('no output can be named %j', (key) => {
    expect(() => fileEntry(key, 'x')).toThrow(/^An output cannot be named '.*'\.$/)
  })

  test('every delimiter is new', () => {
    const delimiters = Array.from({ length: 50 }, () => fileEntry('a', '').split('\n')[0])
    expect(new Set(delimiters).size).toBe(50)
  })
})

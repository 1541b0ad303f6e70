import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { listText } from '@ci-kit/detect-changes/answer-outputs/list-format'
import { tempListFiles } from '@ci-kit/detect-changes/answer-outputs/temp-list-files'
import { pathText } from '@ci-kit/detect-changes/git/path-bytes'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

let temp: string
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'list-files-test-'))
})
afterEach(() => rmSync(temp, { recursive: true }))

describe('files below RUNNER_TEMP', () => {
  test('are for this user only, in a folder of the step', () => {
    const files = tempListFiles(temp)
    const path = files.write('api_files.json', '["é"]')
    expect(isAbsolute(path)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe('["é"]')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    expect(dirname(files.write('web_files.json', '[]'))).toBe(dirname(path))
    expect(dirname(tempListFiles(temp).write('api_files.json', '[]'))).not.toBe(dirname(path))
  })

  test('have an absolute path also where the folder has none', () => {
    const path = tempListFiles(relative(process.cwd(), temp)).write('a', '')
    expect(isAbsolute(path)).toBe(true)
    expect(dirname(dirname(path))).toBe(temp)
  })

  test('are not there before the first one', () => {
    tempListFiles(temp)
    expect(readdirSync(temp)).toEqual([])
  })

  test.each([
    ['a folder that is not there', () => join(temp, 'nowhere'), 'ENOENT'],
    ['a folder that is a file', () => tempListFiles(temp).write('file', ''), 'ENOTDIR'],
  ])('%s is named with what to do', (_, folder, code) => {
    const root = folder()
    const write = () => tempListFiles(root).write('api_files.nul', '')
    expect(write).toThrow(UserError)
    expect(write).toThrow("The file 'api_files.nul' cannot be written below")
    expect(write).toThrow(code)
    expect(write).toThrow('RUNNER_TEMP has to name a folder that this step may write')
  })

  test('hold the bytes of names that are no UTF-8', () => {
    const names = ['caf\xe9', '\xff\xfe', 'é'].map((name) => Buffer.from(name, 'latin1'))
    const path = tempListFiles(temp).write('a.nul', listText(names.map(pathText), 'nul-file'))
    const written = names.flatMap((name) => [name, Buffer.from([0])])
    expect(readFileSync(path)).toEqual(Buffer.concat(written))
  })

  test('replace no file', () => {
    const files = tempListFiles(temp)
    files.write('api_files.nul', '1')
    expect(() => files.write('api_files.nul', '2')).toThrow('EEXIST')
  })
})

/** Names as git has them: anything but NUL. */
const name = (extra: string) =>
  fc.string({
    unit: fc.oneof(
      fc.constantFrom(...`$\`'"\\*?[]{}()!#~&|;<> -=^%@+,.é日${extra}`),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }).filter((c) => c !== '\0'),
    ),
    minLength: 1,
    maxLength: 8,
  })
const names = (extra = '') => fc.array(name(extra), { minLength: 1, maxLength: 20 })

const nulSeparated = (bytes: Buffer) => bytes.toString().split('\0').slice(0, -1)

describe('real readers', () => {
  test('xargs -0 reads every name of a nul-file as it was', () => {
    const files = tempListFiles(temp)
    let count = 0
    fc.assert(
      fc.property(names('\n\r\t\u001b'), (paths) => {
        count += 1
        const file = files.write(`${count}.nul`, listText(paths, 'nul-file'))
        const script = `xargs -0 -r -a "$1" printf '%s\\0' --`
        const words = execFileSync('/bin/sh', ['-c', script, 'sh', file])
        expect(nulSeparated(words)).toEqual(['--', ...paths])
      }),
      { numRuns: 40 },
    )
  })

  test.each(['shell', 'escape'] as const)('a shell reads every word of %s as it was', (format) => {
    const printable = names().filter((paths) => !/\p{Cc}/u.test(paths.join('')))
    fc.assert(
      fc.property(printable, (paths) => {
        const words = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${listText(paths, format)}`])
        expect(nulSeparated(words)).toEqual(
          paths.map((path) => (path.startsWith('-') ? `./${path}` : path)),
        )
      }),
      { numRuns: 40 },
    )
  })
})

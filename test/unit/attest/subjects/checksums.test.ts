import { createHash } from 'node:crypto'
import { parseChecksums } from '@ci-kit/attest/subjects/checksums'
import { pairedFile } from '@ci-kit/attest/subjects/named-file'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const A = 'a'.repeat(64)
const LONG = 'c'.repeat(128)

describe('checksums', () => {
  test.each([
    [`${A}  dist/app.tgz`, 'dist/app.tgz', `sha256:${A}`],
    [`${A} *app.tgz`, 'app.tgz', `sha256:${A}`],
    [`${A} app.tgz`, 'app.tgz', `sha256:${A}`],
    [`${A.toUpperCase()}  a b.tgz`, 'a b.tgz', `sha256:${A}`],
    [`${LONG}  app.tgz`, 'app.tgz', `sha512:${LONG}`],
    [`\\${A}  a\\\\b`, 'a\\b', `sha256:${A}`],
    [`${A}  a\\b`, 'a\\b', `sha256:${A}`],
    [`SHA256 (a (1).tgz) = ${A}`, 'a (1).tgz', `sha256:${A}`],
    [`\ufeff${A}  **bold`, '**bold', `sha256:${A}`],
  ])('%p', (line, name, digest) => {
    expect(parseChecksums(`${line}\r\n`)).toEqual([{ kind: 'file', name, digest }])
  })

  test.each([
    ['', /names no file/],
    [`${A}  ok\nhello world`, /line 2, is 'hello world': it does not start with a digest/],
    [`${'a'.repeat(40)}  x`, /digest has 40 digits, sha256 has 64/],
    [`${'a'.repeat(96)}  x`, /digest has 96 digits/],
    [A, /line 1/],
    [`SHA512 (x) = ${A}`, /digest has 64 digits/],
    [`\\${A}  a\\x`, /wrong escape/],
    [`\\${A}  a\\nb`, /line break/],
  ])('refuse %p', (text, message) => {
    expect(() => parseChecksums(text)).toThrow(message)
  })

  test('name the same pair once, and one name with two digests twice', () => {
    const b = 'b'.repeat(64)
    expect(parseChecksums(`${A}  x\n${A} *x\n${b}  x`).map(({ digest }) => digest)).toEqual([
      `sha256:${A}`,
      `sha256:${b}`,
    ])
  })

  test('are at most 1024', () => {
    const lines = Array.from({ length: 1025 }, (_, at) => `${A}  file-${at}`)
    expect(parseChecksums(lines.slice(1).join('\n'))).toHaveLength(1024)
    expect(() => parseChecksums(lines.join('\n'))).toThrow(/1025 files, .* 1024/)
  })

  test('are read back as coreutils writes them', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/), fc.boolean(), (name, binary) => {
        const escaped = name.includes('\\')
        const written = name.replaceAll('\\', '\\\\')
        const hex = createHash('sha256').update(name).digest('hex')
        const line = `${escaped ? '\\' : ''}${hex} ${binary ? '*' : ' '}${written}`
        expect(parseChecksums(line)).toEqual([{ kind: 'file', name, digest: `sha256:${hex}` }])
      }),
    )
  })
})

describe('a name and a digest of a file', () => {
  test('stay as they are written', () => {
    expect(pairedFile({ name: 'App v1.TGZ', digest: `sha512:${LONG}` })).toEqual({
      kind: 'file',
      name: 'App v1.TGZ',
      digest: `sha512:${LONG}`,
    })
  })
  test.each([
    ['', `sha256:${A}`, /Input 'subject-name' is ''/],
    ['a\nb', `sha256:${A}`, /one line/],
    ['a', `sha1:${A}`, /Input 'subject-digest': .*Use sha256 or sha512/],
  ])('are refused as %p, %p', (name, digest, message) => {
    expect(() => pairedFile({ name, digest })).toThrow(message)
  })
})

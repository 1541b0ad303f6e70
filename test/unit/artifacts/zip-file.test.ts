import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipFile } from '@ci-kit/artifacts/zip-file'
import { afterAll, describe, expect, test } from '@jest/globals'
import { entriesOf } from './zip-entries.ts'

const temp = mkdtempSync(join(tmpdir(), 'zip-file-'))
afterAll(() => rmSync(temp, { recursive: true, force: true }))

describe('an archive', () => {
  const entries = [
    { name: 'a.json', content: Buffer.from('{"a":1}\n'.repeat(10_000)) },
    { name: 'empty', content: Buffer.alloc(0) },
    { name: 'b.jsonl', content: Buffer.from('ä\u0000\n') },
  ]

  test('is read by another program', () => {
    const path = join(temp, 'bundles.zip')
    writeFileSync(path, zipFile(entries))
    execFileSync('python3', ['-m', 'zipfile', '-e', path, join(temp, 'out')])
    for (const { name, content } of entries)
      expect(readFileSync(join(temp, 'out', name)).equals(content)).toBe(true)
  })

  test('holds what was put in, smaller, and is the same each time', () => {
    const archive = zipFile(entries)
    expect(entriesOf(Buffer.from(archive))).toEqual(
      new Map(entries.map(({ name, content }) => [name, content.toString()])),
    )
    expect(archive.length).toBeLessThan(2_000)
    expect(Buffer.from(zipFile(entries)).equals(archive)).toBe(true)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileRoots } from '@ci-kit/attestation/trust/root-files'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

const NOW = new Date('2026-11-21T12:00:00Z')

let folder: string
let told: string[]
const log = { notice: (text: string) => void told.push(text) }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roots-'))
  told = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = (content: string | Uint8Array, name = 'roots.jsonl'): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('trusted roots in files', () => {
  const namesIn = async (...contents: [string, ...string[]]) => {
    const paths = contents.map((content, at) => file(content, `${at}.json`))
    const [first = '', ...others] = paths
    const roots = await fileRoots([first, ...others], log, NOW).current()
    return roots.map(({ name, root }) => [name, root.mediaType])
  }

  test('are one, over several lines, or one on each line, in several files', async () => {
    expect(
      await namesIn('{\n"mediaType": "a"\n}', '{"mediaType":"b"}\n\n{"mediaType":"c"}\n'),
    ).toEqual([
      ['0.json', 'a'],
      ['1.json, line 1', 'b'],
      ['1.json, line 3', 'c'],
    ])
  })

  test.each([
    [
      'a line is none',
      '{}\n{"a":1}\nx\n',
      /"[^"]*0\.json", line 3, is no JSON object\. Give sigstore/,
    ],
    ['they are empty', '\n', /is no JSON object: it is empty/],
    ['they are no UTF-8', '"\ud800', /is no JSON object/],
  ])('are refused when %s', async (_name, content, says) => {
    await expect(namesIn(content)).rejects.toThrow(says)
  })

  test('are told when all they trust is past its validity', async () => {
    const over = { certificateAuthorities: [{ validFor: { end: '2025-05-05T00:00:00Z' } }] }
    await namesIn(JSON.stringify(over))
    expect(told).toEqual([
      expect.stringMatching(/^trusted-root: 0\.json: all .* the last since 2025-05-05\./),
    ])
  })
})

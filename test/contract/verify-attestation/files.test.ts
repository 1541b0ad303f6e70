import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileSubjects } from '@ci-kit/attest/subjects/file-subjects'
import { digestOf } from '@ci-kit/oci/digest'
import { hashFiles } from '@ci-kit/verify-attestation/subjects/hash-files'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { parsed } from '../../unit/verify-attestation/given.ts'

/* Files of the workspace, by paths and patterns. */

let workspace: string

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'verify-attestation-files-'))
})
afterEach(() => rmSync(workspace, { recursive: true }))

const file = (name: string, text = name): void => {
  const path = join(workspace, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const found = async (...patterns: readonly string[]) =>
  (await hashFiles(patterns, workspace)).map(({ subject }) => [subject.name, subject.digest])

const named = (name: string, text = name) => [name, digestOf(Buffer.from(text))]

test('are hashed once each, by name, whatever names them', async () => {
  for (const name of ['out/b.tgz', 'out/a.tgz', 'out/deep/c.tgz', 'out/d.txt']) file(name)
  expect(await found('out/*.tgz', 'out/a.tgz', './out/b.tgz')).toEqual([
    named('out/a.tgz'),
    named('out/b.tgz'),
  ])
  expect(await found('out/**/*.tgz')).toHaveLength(3)
})

test('may have characters of patterns in their names', async () => {
  file('a[1].tgz')
  file('a1.tgz')
  expect(await found('a[1].tgz')).toEqual([named('a[1].tgz')])
})

test('are read through links, and folders are none', async () => {
  file('real', 'text')
  symlinkSync('real', join(workspace, 'link'))
  mkdirSync(join(workspace, 'folder'))
  expect(await found('link')).toEqual([named('link', 'text')])
  await expect(found('fol*')).rejects.toThrow('a folder and no file')
})

test('are the same bytes that a stream of a large one has', async () => {
  file('large', 'x'.repeat(3_000_000))
  const bytes = readFileSync(join(workspace, 'large'))
  expect(await found('large')).toEqual([['large', digestOf(bytes)]])
})

describe('a pattern that names nothing', () => {
  test.each(['*.tgz', 'none', 'folder/none', 'x'.repeat(300)])(
    'is refused: %s',
    async (pattern) => {
      file('folder')
      for (const word of ["Input 'subject-path'", pattern.slice(0, 100), 'nothing is there'])
        await expect(found(pattern)).rejects.toThrow(word)
    },
  )
})

describe('that attest signs by a pattern are found by the same one', () => {
  test.each([
    'out/*.tgz',
    './out/**',
    'out/.*',
    '**/{c,d}.*',
    'out/a.tgz, out/b.tgz',
    '"out/a,b.txt"',
    'out/e[1].txt',
    '# all\nout/**\n!out/deep',
    'out/**\n!**/*.tgz\nout/a.tgz',
    'out/**\n!out/**\nout/a.tgz',
  ])('%j', async (text) => {
    for (const name of ['a.tgz', 'b.tgz', 'd.txt', 'a,b.txt', 'e[1].txt', '.hidden', 'deep/c.tgz'])
      file(`out/${name}`)
    const signed = await fileSubjects(text, { workspace, temp: '' })
    const { paths } = parsed({ 'subject-path': text }).subjects
    const verified = await hashFiles(paths, workspace)
    expect(verified.map(({ subject }) => subject.digest)).toEqual(
      signed.map(({ digest }) => digest),
    )
    expect(signed.length).toBeGreaterThan(0)
  })
})

test('may lie out of the workspace: nothing of them becomes public', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'verify-attestation-elsewhere-'))
  try {
    writeFileSync(join(elsewhere, 'a.tgz'), 'text')
    symlinkSync(join(elsewhere, 'a.tgz'), join(workspace, 'link'))
    const digest = digestOf(Buffer.from('text'))
    for (const path of [join(elsewhere, '*'), join(elsewhere, 'a.tgz'), 'link'])
      expect((await found(path)).map(([, each]) => each)).toEqual([digest])
  } finally {
    rmSync(elsewhere, { recursive: true })
  }
})

test('too many are refused', async () => {
  for (let at = 0; at < 1_025; at += 1) file(`f${at}`, '')
  await expect(found('f*')).rejects.toThrow('names 1025 files, and at most 1024 are taken')
  await expect(found('f1*', 'f*')).rejects.toThrow('names 1025 files')
  expect(await found('f*', '!f7')).toHaveLength(1_024)
})

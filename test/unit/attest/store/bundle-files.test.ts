import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { bundleEntries, writeBundles } from '@ci-kit/attest/store/bundle-files'
import { bundleIdentity } from '@ci-kit/attest/store/bundle-identity'
import { outputFolder } from '@ci-kit/core/adapters/output-folder'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { fileStatement, provenanceOf, ready, sampleImage, sbomOf } from './stored-samples.ts'

const temp = mkdtempSync(join(tmpdir(), 'bundle-files-'))
afterAll(() => rmSync(temp, { recursive: true, force: true }))

/** The folder of input `output-dir`, '' for none. */
const folderOf = (path: string, workspace = '/nowhere') =>
  outputFolder({ input: 'output-dir', path, workspace, temp, prefix: 'attestations' })

const statements = [ready(provenanceOf(sampleImage())), ready(sbomOf(sampleImage()))]

describe('bundle files', () => {
  test('have names that say what is in them', () => {
    const names = bundleEntries(statements).unique.map(({ name }) => name)
    expect(names).toEqual([
      expect.stringMatching(/^provenance-api-[0-9a-f]{12}\.sigstore\.json$/),
      expect.stringMatching(/^sbom-api-linux-amd64-[0-9a-f]{12}\.sigstore\.json$/),
      expect.stringMatching(/^attestations-[0-9a-f]{12}\.jsonl$/),
    ])
  })

  test.each([
    ['../../etc/passwd', 'https://example.com/predicate/v1'],
    ['.hidden', '..'],
    ['a:b*c?"<>|', 'x\ny'],
    ['\u202egnp.exe', '\\\\server\\share'],
    ['x'.repeat(500), 'y'.repeat(500)],
  ])('never leave the folder: subject %j', (name, kind) => {
    const [entry] = bundleEntries([ready({ ...fileStatement(name), kind })]).unique
    expect(entry?.name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,220}\.sigstore\.json$/)
    expect(basename(entry?.name ?? '')).toBe(entry?.name)
  })

  test('never leave the folder, whatever the names are', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), fc.string(), (name, kind) => {
        for (const entry of bundleEntries([ready({ ...fileStatement(name), kind })]).unique)
          expect(entry.name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,220}\.(?:sigstore\.json|jsonl)$/)
      }),
    )
  })

  test('are written byte by byte, and all together one a line', async () => {
    const pretty = Buffer.from(JSON.stringify(JSON.parse('{"a":{"b":1}}'), null, 2))
    const all = [...statements, ready(fileStatement(), { bundle: pretty })]
    const files = await writeBundles(all, await folderOf(''))
    expect(files.folder.startsWith(temp)).toBe(true)
    expect(files.paths.map((path) => readFileSync(path))).toEqual(
      all.map(({ signed }) => Buffer.from(signed.bundle)),
    )
    const lines = readFileSync(files.all, 'utf8').split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      all.map(({ signed }) => JSON.parse(Buffer.from(signed.bundle).toString())),
    )
    expect(readdirSync(files.folder).toSorted()).toEqual(
      files.entries.map(({ name }) => name).toSorted(),
    )
  })

  test('of two steps share an output folder', async () => {
    const workspace = join(temp, 'checkout')
    const first = await writeBundles(statements.slice(0, 1), await folderOf('out', workspace))
    const second = await writeBundles(statements.slice(1), await folderOf('out', workspace))
    expect(first.folder).toBe(join(temp, 'checkout', 'out'))
    expect(readdirSync(second.folder)).toHaveLength(4)
  })

  test('a bundle that two statements were found in is one file', () => {
    const [statement] = statements
    if (statement === undefined) throw new Error('no statement')
    const entries = bundleEntries([statement, statement])
    expect(entries.single).toHaveLength(2)
    expect(entries.unique).toHaveLength(2)
    expect(Buffer.from(entries.all.content).toString().trim().split('\n')).toHaveLength(1)
  })

  test('do not go where a link in the checkout leads', async () => {
    const elsewhere = mkdtempSync(join(temp, 'elsewhere-'))
    const workspace = mkdtempSync(join(temp, 'linked-'))
    const { all } = bundleEntries(statements)
    writeFileSync(join(elsewhere, 'victim'), 'kept')
    symlinkSync(join(elsewhere, 'victim'), join(workspace, all.name))
    const files = await writeBundles(statements, await folderOf('.', workspace))
    expect(readFileSync(files.all)).toEqual(all.content)
    expect(readdirSync(elsewhere)).toEqual(['victim'])
    expect(readFileSync(join(elsewhere, 'victim'), 'utf8')).toBe('kept')
  })
})

describe('identity of a bundle', () => {
  const [statement] = statements
  const bundle = Buffer.from(statement?.signed.bundle ?? '').toString()

  test('does not change with the layout of its JSON', () => {
    const { dsseEnvelope, ...rest } = JSON.parse(bundle)
    const other = JSON.stringify({ dsseEnvelope, ...rest }, null, 1)
    expect(other).not.toBe(bundle)
    expect(bundleIdentity(Buffer.from(other))).toBe(bundleIdentity(Buffer.from(bundle)))
    expect(bundleIdentity(Buffer.from(bundle))).toBeDefined()
  })

  test.each(['payload', 'payloadType', 'signatures'])('changes with %s', (member) => {
    const changed = JSON.parse(bundle)
    changed.dsseEnvelope[member] = member === 'signatures' ? [{ sig: 'AAAA' }] : 'AAAA'
    expect(bundleIdentity(Buffer.from(JSON.stringify(changed)))).not.toBe(
      bundleIdentity(Buffer.from(bundle)),
    )
  })

  test.each([
    '',
    'null',
    '{}',
    '{"dsseEnvelope":{"payload":"AA","signatures":[]}}',
    '{"dsseEnvelope":{"payload":"AA","signatures":[{}]}}',
  ])('there is none in %j', (text) => {
    expect(bundleIdentity(Buffer.from(text))).toBeUndefined()
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileEvidence } from '@ci-kit/attestation/evidence/file-evidence'
import { registryEvidence } from '@ci-kit/attestation/evidence/registry-evidence'
import { type FakeBundle, fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { repositoryAt } from '../../fakes/registry-client.ts'
import { registryServer } from '../../fakes/registry-server.ts'
import { attachBundle } from '../../fakes/sigstore-attached.ts'
import { OTHER, PREDICATE_TYPE, SUBJECT, verifierOn } from './bundles.ts'

let root: object
let mine: FakeBundle
let others: FakeBundle
let signature: FakeBundle
beforeAll(async () => {
  const sigstore = await fakeSigstore()
  const statement = { predicateType: PREDICATE_TYPE, predicate: {} }
  root = sigstore.trustedRoot()
  mine = await sigstore.signStatement(
    { ...statement, subject: [OTHER, SUBJECT] },
    workflowIdentity(),
  )
  others = await sigstore.signStatement({ ...statement, subject: [OTHER] }, workflowIdentity())
  signature = await sigstore.signArtifact(Buffer.from('x'), workflowIdentity())
})

describe('bundles in files', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evidence-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  const lines = (...documents: readonly unknown[]) =>
    documents.map((document) => `${JSON.stringify(document)}\n`).join('')

  test('are those about the digest, which still verify', async () => {
    const source = fileEvidence(
      [
        file('one.json', JSON.stringify(mine, null, 2)),
        file('many.jsonl', lines(others, mine, signature, {})),
      ],
      'bundles',
    )
    expect(source.name).toBe('one.json, many.jsonl')
    const { attachments, ignored } = await source.find(SUBJECT, [PREDICATE_TYPE])
    expect(attachments.map(({ where }) => where)).toEqual([
      'file one.json',
      'file many.jsonl, line 2',
    ])
    expect(ignored).toEqual([])
    for (const { bundle } of attachments)
      await expect(verifierOn(root).signedStatement(bundle)).resolves.toBeDefined()
  })

  test('of other types are left out', async () => {
    const source = fileEvidence([file('one.json', JSON.stringify(mine))], 'bundles')
    expect((await source.find(SUBJECT, ['https://other.test'])).attachments).toEqual([])
  })

  test('are read once', async () => {
    const path = file('one.json', JSON.stringify(mine))
    const source = fileEvidence([path], 'bundles')
    await source.find(OTHER, [PREDICATE_TYPE])
    rmSync(path)
    expect((await source.find(SUBJECT, [PREDICATE_TYPE])).attachments).toHaveLength(1)
  })

  test('above a thousand are told', async () => {
    const source = fileEvidence([file('many.jsonl', lines(...Array(1_001).fill(mine)))], 'bundles')
    const { attachments, ignored } = await source.find(SUBJECT, [PREDICATE_TYPE])
    expect(attachments).toHaveLength(1_000)
    expect(ignored[0]?.reason).toMatch(/1001 attachments/)
  })

  test.each([
    ['no JSON', 'x', /bundles: ".*x\.json" is no JSON object\. Give a sigstore bundle/],
    ['a list', '[]', /is no JSON object/],
    ['a line that is cut off', '{}\n{"a":', /x\.json", line 2, is no JSON object/],
    ['nothing', '', /it is empty/],
  ])('are refused: %s', async (_what, content, says) => {
    const source = fileEvidence([file('x.json', content)], 'bundles')
    await expect(source.find(SUBJECT, [PREDICATE_TYPE])).rejects.toThrow(says)
  })

  test('are refused when they are not there', async () => {
    const source = fileEvidence([join(folder, 'none')], 'bundles')
    await expect(source.find(SUBJECT, [])).rejects.toThrow(
      /bundles: .*ENOENT.*starts at the workspace/,
    )
  })
})

describe('bundles in a registry', () => {
  test('are told with the place', async () => {
    const server = await registryServer()
    try {
      const place = { store: server.store, repository: 'org/app', subject: SUBJECT }
      const digest = attachBundle(place, mine)
      const source = registryEvidence('ghcr.io/org/app', repositoryAt(server))
      expect(source.name).toBe('registry ghcr.io/org/app')
      const { attachments } = await source.find(SUBJECT, [PREDICATE_TYPE])
      expect(attachments.map(({ where }) => where)).toEqual([`registry ${digest}`])
    } finally {
      await server.close()
    }
  })
})

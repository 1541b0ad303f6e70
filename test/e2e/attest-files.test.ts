import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { bundlesOf, statementIn } from './attest-bundles.ts'
import { gitHubWorkbench } from './attest-github.ts'
import { attestWorkbench, PROVENANCE } from './attest-workbench.ts'

const bench = attestWorkbench()
const { github, attest } = gitHubWorkbench(bench)

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const FILES = { 'shop.tgz': 'the shop', 'admin.tgz': 'its back office', 'notes.txt': 'notes' }

const write = () => {
  for (const [name, content] of Object.entries(FILES)) bench.file(`dist/${name}`, content)
}

const subject = (name: keyof typeof FILES, as: string = name) => ({
  name: as,
  digest: { sha256: sha256(FILES[name]) },
})

const TGZ = [subject('admin.tgz'), subject('shop.tgz')]
const CHECKSUMS = `${sha256(FILES['shop.tgz'])}  shop.tgz\n${sha256(FILES['admin.tgz'])} *admin.tgz\n`

describe('files', () => {
  test.each([
    { name: 'a pattern', inputs: { 'subject-path': 'dist/*.tgz' }, subjects: TGZ },
    {
      name: 'a list with commas',
      inputs: { 'subject-path': 'dist/shop.tgz, dist/admin.tgz' },
      subjects: TGZ,
    },
    {
      name: 'lines, one of which takes away',
      inputs: { 'subject-path': 'dist/*\n!dist/notes.txt' },
      subjects: TGZ,
    },
    {
      name: 'a name of its own',
      inputs: { 'subject-path': 'dist/shop.tgz', 'subject-name': 'the-shop' },
      subjects: [subject('shop.tgz', 'the-shop')],
    },
    { name: 'checksums in a file', inputs: { 'subject-checksums': 'SUMS' }, subjects: TGZ },
    { name: 'checksums as text', inputs: { 'subject-checksums': CHECKSUMS }, subjects: TGZ },
    {
      name: 'name and digest of something that is in no registry',
      inputs: { 'subject-name': 'shop', 'subject-digest': `sha256:${'d'.repeat(64)}` },
      subjects: [{ name: 'shop', digest: { sha256: 'd'.repeat(64) } }],
    },
  ])('by $name are one statement on GitHub, found again at each digest', async (given) => {
    write()
    bench.file('SUMS', CHECKSUMS)
    const server = await github()
    const result = await attest({ inputs: { ...given.inputs, store: 'github' } })
    expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
    expect(result.outputs).toMatchObject({
      verified: 'true',
      'attestation-id': '4711',
      'attestation-ids': '4711',
      'attestation-url': 'https://github.com/octo/shop/attestations/4711',
      referrers: '[]',
    })
    const [bundle = ''] = bundlesOf(result)
    expect(server.stored).toEqual([JSON.parse(bundle)])
    const statement = statementIn(bundle)
    expect(statement.predicateType).toBe(PROVENANCE)
    expect(statement.subject).toHaveLength(given.subjects.length)
    expect(statement.subject).toEqual(expect.arrayContaining(given.subjects))
  })

  test('that are not there are red, and nothing is signed', async () => {
    await github()
    const result = await attest({ inputs: { 'subject-path': 'dist/*.zip', store: 'github' } })
    expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
    expect(errorsOf(result)).toEqual([expect.stringContaining('dist/*.zip')])
    expect(bench.asked('fulcio')).toEqual([])
  })

  test('outside of the workspace are refused', async () => {
    await github()
    const result = await attest({ inputs: { 'subject-path': '/etc/hostname', store: 'github' } })
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toEqual([expect.stringContaining('/etc/hostname')])
  })
})

test('a second run of the same files signs nothing, and stores nothing twice', async () => {
  write()
  const server = await github()
  const inputs = { 'subject-path': 'dist/*.tgz', store: 'github' }
  expect((await attest({ inputs })).exitCode).toBe(0)
  const again = await attest({ inputs })
  expect([again.exitCode, errorsOf(again)]).toEqual([0, []])
  expect(again.outputs).toMatchObject({ reused: '1', verified: 'true' })
  expect([server.stored.length, bench.asked('fulcio').length]).toEqual([1, 1])
})

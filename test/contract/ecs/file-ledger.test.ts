import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { fileLedger } from '@ci-kit/ecs/ledger/file-ledger'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { content, recordOf, SERVICE } from '../../unit/ecs/ledger/records.ts'

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'))
  path = join(folder, 'kept', 'ledger.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = () => fileLedger(path, systemClock)
const links = { logUrl: undefined }
const end = (outcome: 'succeeded' | 'failed') => ({
  outcome,
  description: 'done',
  logUrl: undefined,
  environmentUrl: undefined,
})

test('has nothing before the first record', async () => {
  expect(await open().entries(SERVICE, 'production', 10)).toEqual([])
})

test('keeps records with their ends for other processes, newest first', async () => {
  const first = await open().begin(recordOf('a'), links)
  await open().end(first, end('succeeded'))
  const rollback = recordOf('b', { task: 'rollback', bad: [content('c')], previous: content('c') })
  const second = await open().begin(rollback, links)
  await open().begin(recordOf('d', { environment: 'staging' }), links)
  const entries = await open().entries(SERVICE, 'production', 10)
  expect(entries).toMatchObject([
    { ...rollback, id: second },
    { ...recordOf('a'), id: first },
  ])
  expect(await Promise.all(entries.map((entry) => open().state(entry)))).toEqual([
    'running',
    'succeeded',
  ])
  expect(await open().entries(SERVICE, 'production', 1)).toHaveLength(1)
})

test('loses no record when several write at the same time', async () => {
  await Promise.all([...'abcdefgh'].map((letter) => open().begin(recordOf(letter), links)))
  expect(await open().entries(SERVICE, 'production', 20)).toHaveLength(8)
  expect(await readdir(join(folder, 'kept'))).toEqual(['ledger.json'])
})

test.each([
  ['cut', '{"kind":"ci-kit/ecs-ledger","entries":[', 'no JSON file of the ledger'],
  ['of another kind', '{"entries":[]}', 'no JSON file of the ledger'],
  [
    'with a broken record',
    '{"kind":"ci-kit/ecs-ledger","entries":[{}]}',
    'record 1 cannot be read',
  ],
])('a file that is %s is an error and stays as it is', async (_case, text, words) => {
  await open().begin(recordOf('a'), links)
  await writeFile(path, text)
  await expect(open().entries(SERVICE, 'production', 1)).rejects.toThrow(words)
  await expect(open().begin(recordOf('a'), links)).rejects.toThrow(words)
  expect(await readFile(path, 'utf8')).toBe(text)
})

test('says which lock to delete when another process holds it for long', async () => {
  await open().begin(recordOf('a'), links)
  await writeFile(`${path}.lock`, '')
  const waits: number[] = []
  const clock = { now: () => 0, sleep: async (ms: number) => void waits.push(ms) }
  await expect(fileLedger(path, clock).begin(recordOf('b'), links)).rejects.toThrow(
    /in use by another process.*ledger\.json\.lock/,
  )
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(10_000)
})

test('names the file when its folder cannot be written', async () => {
  await writeFile(join(folder, 'kept'), 'a file in the way')
  await expect(open().begin(recordOf('a'), links)).rejects.toThrow(/ledger\.json.*cannot be used/)
})

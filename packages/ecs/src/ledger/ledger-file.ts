import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock } from '@ci-kit/core/clock'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { countAt, isObject, jsonIn, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { RecordState, ReleaseRecord } from './ledger.ts'
import { releaseDocument, releaseIn } from './release-document.ts'

/** One record of the file, as it is kept: oldest first. */
export type LedgerLine = {
  readonly id: string
  readonly createdAt: number
  readonly state: RecordState
  readonly record: ReleaseRecord
  readonly logUrl: string | undefined
  readonly description?: string
}

const KIND = 'ci-kit/ecs-ledger'
const MOST_BYTES = 32 * 1024 * 1024
/** Ten seconds: a change takes milliseconds. */
const LOCK_ATTEMPTS = 100
const LOCK_PAUSE_MS = 100
const STATES: readonly RecordState[] = ['running', 'succeeded', 'failed', 'unknown']

/** All records, none when there is no file yet. */
export const readLedgerFile = async (path: string): Promise<readonly LedgerLine[]> => {
  const text = await textOf(path)
  if (text === undefined) return []
  const document = jsonIn(text)
  if (!isObject(document) || document.kind !== KIND || !Array.isArray(document.entries)) {
    throw damaged(path, 'it is no JSON file of the ledger')
  }
  return document.entries.map((entry: unknown, at) => lineIn(entry, path, at))
}

/** Changes the file under its lock, which other processes of ci-kit wait for. */
export const changeLedgerFile = async (
  path: string,
  clock: Pick<Clock, 'sleep'>,
  change: (lines: readonly LedgerLine[]) => readonly LedgerLine[],
): Promise<void> => {
  await onFile(path, () => mkdir(dirname(path), { recursive: true }))
  const unlock = await lock(path, clock)
  try {
    await replace(path, documentOf(change(await readLedgerFile(path))))
  } finally {
    await unlock()
  }
}

const documentOf = (lines: readonly LedgerLine[]) => ({
  kind: KIND,
  entries: lines.map(({ record, ...line }) => ({ ...line, release: releaseDocument(record) })),
})

const lineIn = (entry: unknown, path: string, at: number): LedgerLine => {
  const known = isObject(entry) ? entry : undefined
  const id = stringAt(known, 'id')
  const createdAt = countAt(known, 'createdAt')
  const state = STATES.find((one) => one === known?.state)
  const record = releaseIn(known?.release, `Record ${at + 1} of ${visible(path, 200)}`)
  if (!id || createdAt === undefined || !state || !record) {
    throw damaged(path, `record ${at + 1} cannot be read`)
  }
  const description = stringAt(known, 'description')
  const logUrl = stringAt(known, 'logUrl')
  return { id, createdAt, state, record, logUrl, ...(description !== undefined && { description }) }
}

const damaged = (path: string, why: string): UserError =>
  new UserError(
    `The ledger ${visible(path, 200)} is damaged: ${why}. It was left as it is. Repair it or restore a copy, since it tells which releases are bad.`,
  )

const textOf = (path: string): Promise<string | undefined> =>
  onFile(path, async () => {
    try {
      const { size } = await stat(path)
      if (size > MOST_BYTES) throw damaged(path, `it has ${size} bytes, at most ${MOST_BYTES}`)
      return await readFile(path, 'utf8')
    } catch (thrown) {
      if (systemCode(thrown) === 'ENOENT') return undefined
      throw thrown
    }
  })

const replace = (path: string, document: object): Promise<void> =>
  onFile(path, async () => {
    const beside = `${path}.${randomUUID()}.tmp`
    try {
      const file = await open(beside, 'wx')
      try {
        await file.writeFile(`${JSON.stringify(document, undefined, 2)}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(beside, path)
    } finally {
      await rm(beside, { force: true })
    }
  })

const lock = (path: string, clock: Pick<Clock, 'sleep'>): Promise<() => Promise<void>> =>
  onFile(path, async () => {
    const name = `${path}.lock`
    for (let attempt = 1; attempt <= LOCK_ATTEMPTS; attempt += 1) {
      try {
        await (await open(name, 'wx')).close()
        return () => rm(name, { force: true })
      } catch (thrown) {
        if (systemCode(thrown) !== 'EEXIST') throw thrown
        await clock.sleep(LOCK_PAUSE_MS)
      }
    }
    throw new UserError(
      `The ledger ${visible(path, 200)} is in use by another process. If none runs, delete ${visible(name, 200)} and try again.`,
    )
  })

/** Says what of the system's went wrong, with the file's name. */
const onFile = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof UserError || systemCode(thrown) === undefined) throw thrown
    throw new UserError(
      `The ledger ${visible(path, 200)} cannot be used: ${visible(messageOf(thrown), 200)}. Name a file in a folder that can be written to.`,
    )
  }
}

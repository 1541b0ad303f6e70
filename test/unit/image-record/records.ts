import { encodeRecord, type ImageRecord } from '@ci-kit/image-record/record'
import type { RecordStore } from '@ci-kit/image-record/record-store'
import type { ThisRun } from '@ci-kit/image-record/this-run'

export const RUN: ThisRun = {
  repository: 'octo/shop',
  commit: 'c'.repeat(40),
  runId: 77,
  attempt: 1,
  job: 'images',
}

export const digest = (letter: string) => `sha256:${letter.repeat(64)}` as const

/** A record of this run; the image is told apart by its letter. */
export const record = (
  component: string,
  letter = 'a',
  rest: Partial<ImageRecord> = {},
): ImageRecord => ({
  ...RUN,
  component,
  image: `ghcr.io/octo/${component.toLowerCase()}@${digest(letter)}`,
  digest: digest(letter),
  facts: {},
  ...rest,
})

type Entry = { readonly name: string; readonly content: Uint8Array }

/** Records in memory. A name in `unfinished` is taken, and nothing is listed under it. */
export const memoryRecords = (unfinished: readonly string[] = []) => {
  const entries: Entry[] = []
  const asked: string[] = []
  const store: RecordStore = {
    write: async (name, content) => {
      if (unfinished.includes(name) || entries.some((entry) => entry.name === name)) return false
      entries.push({ name, content })
      return true
    },
    list: async (name) =>
      entries
        .filter((entry) => name === undefined || entry.name === name)
        .map((entry) => ({
          name: entry.name,
          read: async () => {
            asked.push(entry.name)
            return entry.content
          },
        })),
  }
  const put = (name: string, content: Uint8Array | string | ImageRecord): void => {
    const isBytes = typeof content === 'string' || content instanceof Uint8Array
    entries.push({ name, content: isBytes ? Buffer.from(content) : encodeRecord(content) })
  }
  return { store, entries, asked, put }
}

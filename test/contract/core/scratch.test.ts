import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type Scratch, withScratch } from '@ci-kit/core/adapters/scratch'
import { afterAll, expect, test } from '@jest/globals'

const temp = mkdtempSync(join(tmpdir(), 'scratch-'))
afterAll(() => rmSync(temp, { recursive: true }))

const begin = <T>(work: (scratch: Scratch) => Promise<T>, job = new AbortController()) =>
  withScratch({ name: 'shop', temp, cancellation: job.signal }, work)

/** Makes the folder and a file in it, as those who need it do. */
const fill = (folder: string): void => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'file'), '')
}

test('is a place of its own that nobody has made, gone with the work', async () => {
  const names = await Promise.all(
    [1, 2].map(() =>
      begin(async ({ folder }) => {
        expect(existsSync(folder)).toBe(false)
        expect(dirname(folder)).toBe(temp)
        fill(folder)
        return basename(folder)
      }),
    ),
  )
  expect(new Set(names).size).toBe(2)
  for (const name of names) expect(name).toMatch(/^shop-[0-9a-f-]{36}$/)
  expect(readdirSync(temp)).toEqual([])
})

test.each([
  ['is done', () => 'done'],
  [
    'fails',
    () => {
      throw new Error('no')
    },
  ],
])('what the work has begun ends when it %s', async (_, end) => {
  let left: Scratch | undefined
  const [ended] = await Promise.allSettled([
    begin(async (scratch) => {
      left = scratch
      fill(scratch.folder)
      expect(scratch.signal.aborted).toBe(false)
      return end()
    }),
  ])
  const [expected] = await Promise.allSettled([(async () => end())()])
  expect(ended).toEqual(expected)
  expect(left?.signal.aborted).toBe(true)
  expect(existsSync(left?.folder ?? '')).toBe(false)
})

test('a job that is cancelled ends it, with its reason', async () => {
  const job = new AbortController()
  await begin(async ({ signal }) => {
    job.abort(new Error('cancelled'))
    expect(signal.reason).toMatchObject({ message: 'cancelled' })
  }, job)
})

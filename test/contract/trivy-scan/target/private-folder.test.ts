import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withPrivateFolder } from '@ci-kit/trivy-scan/target/private-folder'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

let temp: string
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'job-temp-'))
})
afterEach(() => rmSync(temp, { recursive: true, force: true }))

test('is for nobody else, and gone afterwards with all that is in it', async () => {
  const answer = await withPrivateFolder(temp, async (folder) => {
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(temp)).toHaveLength(1)
    writeFileSync(join(folder, 'config.json'), 'secret')
    return 'done'
  })
  expect(answer).toBe('done')
  expect(readdirSync(temp)).toEqual([])
})

test('is gone after an error, which is passed on', async () => {
  const reason = new Error('no')
  const work = async (folder: string) => {
    writeFileSync(join(folder, 'config.json'), 'secret')
    throw reason
  }
  await expect(withPrivateFolder(temp, work)).rejects.toBe(reason)
  expect(readdirSync(temp)).toEqual([])
})

test('that the work has removed is no error', async () => {
  await withPrivateFolder(temp, async (folder) => rmSync(folder, { recursive: true }))
  expect(readdirSync(temp)).toEqual([])
})

test('two at once do not meet', async () => {
  const folders = await Promise.all(
    [1, 2].map(() => withPrivateFolder(temp, async (folder) => folder)),
  )
  expect(new Set(folders).size).toBe(2)
})

test('is made where the temporary folder of the job was removed', async () => {
  const gone = join(temp, 'was', 'removed')
  expect(await withPrivateFolder(gone, async (folder) => existsSync(folder))).toBe(true)
})

test('a temporary folder that is none is told with the variable that names it', async () => {
  const taken = join(temp, 'temp')
  writeFileSync(taken, '')
  const made = withPrivateFolder(taken, async (folder) => folder)
  await expect(made).rejects.toMatchObject({ name: 'UserError' })
  await expect(made).rejects.toThrow(/temp' of the job cannot be used: .*RUNNER_TEMP/)
})

import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { outputWith } from '../../../unit/docker-cache/build/plans.ts'
import { SUCCESS, start } from '../fake-buildx.ts'

describe('a build that fails', () => {
  test('answers with the exit code and what was said, progress left out', async () => {
    const { result } = start(`
console.error('{"vertexes":[]}')
console.error('Dockerfile:2')
console.error('ERROR: failed to build: boo')
process.exitCode = 3`)
    const text = ['Dockerfile:2', 'ERROR: failed to build: boo']
    expect(await result).toEqual({ kind: 'failed', failure: { exitCode: 3, text } })
  })

  test('is told by its last lines, each of them cut', async () => {
    const { result } = start(`
for (let count = 1; count <= 500; count += 1) console.error('line ' + count)
console.error('x'.repeat(100_000))
process.exitCode = 1`)
    const { failure } = { failure: undefined, ...(await result) }
    expect(failure?.text).toHaveLength(200)
    expect(failure?.text.at(-2)).toBe('line 500')
    expect(failure?.text.at(-1)).toHaveLength(4_001)
  })

  test('has no digest, even when one was reported before', async () => {
    const { result } = start(`${SUCCESS}\nprocess.exitCode = 1`)
    expect(await result).toEqual({ kind: 'failed', failure: { exitCode: 1, text: [] } })
  })

  test('fails as well when a signal ended buildx', async () => {
    const { result } = start(`process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 60_000)`)
    expect(await result).toMatchObject({ kind: 'failed', failure: { exitCode: 137 } })
  })
})

describe('a build that succeeds without a digest is an error that says what to do:', () => {
  test.each([
    ['no metadata', '', /succeeded, but.*cannot be read.*buildx 0\.13/],
    ['no JSON', "metadata('<html>')", /succeeded, but.*cannot be read.*buildx 0\.13/],
    ['no object', "metadata('[]')", /did not report a digest.*BuildKit 0\.11/],
    ['no digest', "metadata('{}')", /did not report a digest.*BuildKit 0\.11/],
    [
      'something else for a digest',
      `metadata(JSON.stringify({ 'containerimage.digest': '::error::x' }))`,
      /did not report a digest/,
    ],
  ])('%s', async (_, lines, words) => {
    const { result, temp } = start(lines)
    await expect(result).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(words),
    })
    expect(readdirSync(temp)).toEqual([])
  })

  test('but not when it made no image', async () => {
    const output = outputWith({ push: 'no', others: ['type=local,dest=out'] })
    const { result } = start("metadata('{}')", { plan: { output } })
    expect(await result).toMatchObject({ kind: 'done', digest: undefined })
  })
})

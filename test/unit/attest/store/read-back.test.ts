import { readBack } from '@ci-kit/attest/store/read-back'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { fakeClock } from '../../docker-cache/fake-ports.ts'
import { digestFor, sampleBundle } from './stored-samples.ts'

const subject = digestFor('file')
const bundles = ['AAAA', 'BBBB'].map((sig) => sampleBundle([{ name: 'f', digest: subject }], sig))
const expected = { subject, predicateTypes: ['https://slsa.dev/provenance/v1'], bundles }

/** Lists more with each question. */
const sourceOf = (answers: readonly (readonly Uint8Array[] | Error)[]) => {
  const asked: unknown[] = []
  const find = async (...question: unknown[]) => {
    const answer = answers[Math.min(asked.push(question), answers.length) - 1] ?? []
    if (answer instanceof Error) throw answer
    return { attachments: answer.map((bundle, at) => ({ where: String(at), bundle })), ignored: [] }
  }
  return { source: { name: 'GitHub', find }, asked }
}

const ports = () => ({ clock: fakeClock().clock, cancellation: new AbortController().signal })

describe('reading back', () => {
  test('ends at once when everything is listed', async () => {
    const { source, asked } = sourceOf([bundles])
    await readBack(source, expected, ports())
    expect(asked).toEqual([[subject, expected.predicateTypes]])
  })

  test('waits for what is listed later', async () => {
    const { source, asked } = sourceOf([[], bundles.slice(1), bundles])
    await readBack(source, expected, ports())
    expect(asked).toHaveLength(3)
  })

  test('another bundle about the same subject does not count', async () => {
    const other = sampleBundle([{ name: 'f', digest: subject }], 'CCCC')
    const { source } = sourceOf([[other, ...bundles.slice(1)]])
    const reading = readBack(source, expected, ports())
    await expect(reading).rejects.toThrow(UserError)
    await expect(reading).rejects.toThrow(/GitHub took 2 statements.*1 of them.*Run the job again/)
  })

  test('time is bounded', async () => {
    const { source, asked } = sourceOf([[]])
    const given = ports()
    await expect(readBack(source, expected, given)).rejects.toThrow('still not listed')
    expect(asked).toHaveLength(8)
    expect(given.clock.elapsed()).toBeLessThan(30_000)
  })

  test('who cannot be asked is told as such', async () => {
    const { source } = sourceOf([new UserError('GitHub answered 500')])
    await expect(readBack(source, expected, ports())).rejects.toThrow('GitHub answered 500')
  })
})

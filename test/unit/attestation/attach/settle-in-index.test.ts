import { settleInIndex } from '@ci-kit/attestation/attach/settle-in-index'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import { describe, expect, test } from '@jest/globals'
import { digestsIn, entries, entryOf, indexOf } from '../../../fakes/referrer-entries.ts'
import { virtualRegistry } from '../../../fakes/registry-in-virtual-time.ts'
import { virtualTime } from '../../../fakes/virtual-time.ts'

const SUBJECT = digestOf(Buffer.from('image'))
const log = { debug: () => undefined }

describe('one writer alone', () => {
  const alone = (initial?: string) => {
    const clock = virtualTime()
    const latency = () => 5
    const registry = virtualRegistry({
      clock,
      latency,
      fault: () => undefined,
      ...(initial !== undefined && { initial }),
    })
    const settle = (wanted: ReadonlyMap<Digest, unknown>, isThere = initial !== undefined) =>
      clock.run(() =>
        settleInIndex(registry.repository, SUBJECT, wanted, isThere, {
          clock,
          random: () => 0.5,
          log,
        }),
      )
    return { ...registry, clock, settle }
  }

  test('writes once, and looks three times', async () => {
    const { settle, writes, now, clock } = alone()
    await settle(entries('one', 'two'))
    expect(writes()).toBe(1)
    expect(digestsIn(now())).toEqual([...entries('one', 'two').keys()])
    // Four reads and a write of 10 ms, and pauses of 70, 105 and 157.5 ms.
    expect(clock.elapsed()).toBeCloseTo(382.5)
  })

  test('writes nothing where all is there', async () => {
    const { settle, writes, clock } = alone(indexOf('two', 'one', 'three'))
    await settle(entries('one', 'two'))
    expect(writes()).toBe(0)
    expect(clock.elapsed()).toBe(10)
  })

  test('keeps what others have put there, in its order and with all its members', async () => {
    const foreign = { ...entryOf('foreign'), urls: ['https://a.b'], data: 'e30=', 'x-own': [1, {}] }
    const index = {
      schemaVersion: 2,
      manifests: [foreign, foreign],
      subject: null,
      other: { a: 1 },
    }
    const { settle, now } = alone(JSON.stringify(index))
    await settle(entries('one'))
    expect(JSON.parse(now() ?? '')).toEqual({
      ...index,
      manifests: [foreign, foreign, entryOf('one')],
    })
  })

  test('takes a list that is null for an empty one', async () => {
    const { settle, now } = alone('{"schemaVersion":2,"manifests":null}')
    await settle(entries('one'))
    expect(digestsIn(now())).toEqual([entryOf('one').digest])
  })

  test('does not take 404 for an empty index where it was seen before', async () => {
    const { settle, writes } = alone()
    await expect(settle(entries('one'), true)).rejects.toMatchObject({ status: 404 })
    expect(writes()).toBe(0)
  })

  test.each([
    ['text', 'x'],
    ['an image', '{"schemaVersion":2,"layers":[]}'],
    ['a list of other things', '{"manifests":[1]}'],
    ['an object for a list', '{"manifests":{}}'],
  ])('leaves %s under the tag alone', async (_what, held) => {
    const { settle, writes } = alone(held)
    await expect(settle(entries('one'))).rejects.toThrow(
      `The tag ${SUBJECT.replace(':', '-')} in virtual/org/app holds no index of attachments`,
    )
    expect(writes()).toBe(0)
  })

  test('does not make an index that registries refuse', async () => {
    const large = JSON.stringify({ manifests: [], note: 'x'.repeat(4 * 1024 * 1024 - 100) })
    const { settle, writes } = alone(large)
    await expect(settle(entries('one'))).rejects.toThrow(/would have 41\d+ bytes.*delete/s)
    expect(writes()).toBe(0)
  })
})

test.each([
  ['an enemy overwrites each time', 'after'],
  ['every request fails', 'before'],
] as const)('ends in about a minute when %s', async (_what, when) => {
  const clock = virtualTime()
  const inner = virtualRegistry({
    clock,
    latency: () => 20,
    fault: () => (when === 'before' ? 'before' : undefined),
  })
  const { manifests } = inner.repository.within({ attempts: 1 })
  const put: typeof manifests.put = async (tag, manifest) => {
    const answer = await manifests.put(tag, manifest)
    await manifests.put(tag, { ...manifest, bytes: Buffer.from(indexOf()) })
    return answer
  }
  const repository = { ...inner.repository, within: () => ({ manifests: { ...manifests, put } }) }
  const options = { clock, random: () => 0.5, log }
  const work = clock.run(() => settleInIndex(repository, SUBJECT, entries('one'), false, options))
  await expect(work).rejects.toThrow(when === 'after' ? /\d+ times they were added/ : '500')
  expect(clock.elapsed()).toBeLessThan(61_000)
})

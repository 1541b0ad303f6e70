import type { IndexRepository } from '@ci-kit/attestation/attach/index-under-tag'
import { settleInIndex } from '@ci-kit/attestation/attach/settle-in-index'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { digestsIn, entries, entryOf, indexOf } from '../../../fakes/referrer-entries.ts'
import { virtualRegistry } from '../../../fakes/registry-in-virtual-time.ts'
import { virtualTime } from '../../../fakes/virtual-time.ts'

const SUBJECT = digestOf(Buffer.from('image'))
const log = { debug: () => undefined }

/** Answers from a list, again from its start at its end. */
const cycled = <T>(values: readonly T[]): (() => T) => {
  let at = 0
  return () => {
    const value = values[at % values.length]
    at += 1
    if (value === undefined) throw new Error('the list is empty')
    return value
  }
}

/** Reads, appends, writes and believes, as other tools do. */
const naive = async ({ within }: IndexRepository, name: string): Promise<void> => {
  const { manifests } = within({ attempts: 1 })
  const found = await manifests.get('tag').catch((thrown: unknown) => {
    if (thrown instanceof RegistryError && thrown.status === 404) return undefined
    throw thrown
  })
  const { bytes = Buffer.from(indexOf()) } = found ?? {}
  const index = JSON.parse(Buffer.from(bytes).toString())
  const more = { ...index, manifests: [...index.manifests, entryOf(name)] }
  await manifests.put('tag', { mediaType: OCI_INDEX, bytes: Buffer.from(JSON.stringify(more)) })
}

/**
 * Requests that take up to 90 ms on either way. From a read to the write that
 * follows it no more than twice that passes, which is what the pauses outlast.
 */
const worlds = fc.record({
  writers: fc.array(fc.record({ start: fc.nat(150), count: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 2,
    maxLength: 6,
  }),
  latencies: fc.array(fc.constantFrom(0, 1, 3, 20, 90), { minLength: 7, maxLength: 80 }),
  randoms: fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
    minLength: 1,
    maxLength: 30,
  }),
  faults: fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant('none' as const) },
      { weight: 1, arbitrary: fc.constantFrom('before' as const, 'after' as const) },
    ),
    { minLength: 30, maxLength: 60 },
  ),
  foreign: fc.option(fc.nat(500)),
})

describe('several writers at the same time', () => {
  test('lose nothing, in whatever order their requests arrive', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ writers, latencies, randoms, faults, foreign }) => {
        const clock = virtualTime()
        const fault = cycled(faults)
        const registry = virtualRegistry({
          clock,
          latency: cycled(latencies),
          fault: () => {
            const next = fault()
            return next === 'none' ? undefined : next
          },
          initial: indexOf('older'),
        })
        const random = cycled(randoms)
        const names = writers.map(({ count }, at) =>
          Array.from({ length: count }, (_none, number) => `${at}, ${number}`),
        )
        const ours = writers.map(async ({ start }, at) => {
          await clock.sleep(start)
          const wanted = entries(...(names[at] ?? []))
          const options = { clock, random, log }
          await settleInIndex(registry.repository, SUBJECT, wanted, true, options)
        })
        const other = async () => {
          if (foreign === null) return
          await clock.sleep(foreign)
          // Its failure is its own affair.
          await naive(registry.repository, 'foreign').catch(() => undefined)
        }
        await clock.run(() => Promise.all([...ours, other()]))
        const listed = digestsIn(registry.now())
        expect(new Set(listed).size).toBe(listed.length)
        for (const digest of entries('older', ...names.flat()).keys())
          expect(listed).toContain(digest)
      }),
      { numRuns: 150 },
    )
  }, 240_000)

  test('that only read, append and write lose one, in the same registry', async () => {
    const clock = virtualTime()
    const latency = () => 10
    const registry = virtualRegistry({ clock, latency, fault: () => undefined })
    const { repository } = registry
    await clock.run(() => Promise.all([naive(repository, 'one'), naive(repository, 'two')]))
    expect(digestsIn(registry.now())).toEqual([entryOf('two').digest])
  })
})

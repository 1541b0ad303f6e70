import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { discoverBundles } from '@ci-kit/attestation/discover/discover'
import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { isObject } from '@ci-kit/core/json'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { registryClient } from '@ci-kit/oci/registry'
import { locateTools } from '@ci-kit/tooling/tools'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

/** Processes that attach to one digest of the CNCF distribution registry, which has no referrers API. */
const tools = locateTools()
let registry: Registry
beforeAll(async () => {
  registry = await startRegistry({ tools })
})
afterAll(() => registry?.stop())

const WRITERS = 8
const ROUNDS = 20
const WRITER = fileURLToPath(new URL('attach-race-writer.js', import.meta.url))

/** A subject need not be there for something to refer to it. */
const subjectCalled = (name: string) => ({
  mediaType: OCI_MANIFEST,
  digest: digestOf(Buffer.from(name)),
  size: 1,
})

/** All start at the same time; answers the milliseconds of all rounds. */
const race = async (
  subject: ReturnType<typeof subjectCalled>,
  way: 'merging' | 'naive',
): Promise<readonly number[]> => {
  const writers = Array.from({ length: WRITERS }, (_none, number) =>
    fork(WRITER, [registry.address, JSON.stringify(subject), `${number}`, `${ROUNDS}`, way], {
      execArgv: [],
    }),
  )
  try {
    await Promise.all(writers.map((writer) => once(writer, 'message')))
    const answers = writers.map(async (writer) => {
      const ended = once(writer, 'exit')
      const answer = Promise.race([once(writer, 'message'), ended])
      writer.send('go')
      const [told]: unknown[] = await answer
      await ended
      return isObject(told) && Array.isArray(told.times) ? told.times.map(Number) : []
    })
    return (await Promise.all(answers)).flat()
  } finally {
    for (const writer of writers) writer.kill()
  }
}

const found = async (subject: ReturnType<typeof subjectCalled>): Promise<number> => {
  const repository = registryClient({ host: registry.address }).repository('race/app')
  const { attachments, ignored } = await discoverBundles(repository, subject.digest)
  expect(ignored).toEqual([])
  return new Set(attachments.map(({ bundle }) => Buffer.from(bundle).toString())).size
}

test('8 writers attach 20 bundles each to one digest, and all 160 are found', async () => {
  const subject = subjectCalled('merged')
  expect(await race(subject, 'merging')).toHaveLength(WRITERS * ROUNDS)
  expect(await found(subject)).toBe(WRITERS * ROUNDS)
}, 180_000)

test('writers that read, append and believe lose some of them, so the test above can fail', async () => {
  const subject = subjectCalled('naive')
  await race(subject, 'naive')
  expect(await found(subject)).toBeLessThan(WRITERS * ROUNDS)
}, 120_000)

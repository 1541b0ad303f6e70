import { DOCKER_INDEX, OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { describe, expect, test } from '@jest/globals'
import { refusal } from '../../fakes/registry-http.ts'
import { indexNow, overwriting, torn } from '../../fakes/registry-quirks.ts'
import { attaching, FOREIGN, SUBJECT, TAG } from './attaching.ts'

/** Everything that can go wrong where the list is an index under the fallback tag. */
const { attach, clock, found, hold, indexWrites, server } = attaching()
const held = () => server().store.open('org/app').tags.get(TAG)

describe('entries of others', () => {
  test('are kept with all their members, and those of the index, too', async () => {
    hold({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [FOREIGN], annotations: { a: 'b' } })
    const [one] = await attach('one')
    const index = indexNow(server(), SUBJECT.digest)
    expect(index).toMatchObject({ schemaVersion: 2, annotations: { a: 'b' } })
    expect(index.manifests[0]).toEqual(FOREIGN)
    expect(index.manifests[1]?.digest).toBe(one?.digest)
  })

  test('and ours survive another client that has overwritten ours', async () => {
    const foreign = () => ({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [FOREIGN] })
    server().fail(overwriting(server(), 'after', 2, foreign))
    await attach('one', 'two')
    expect(indexNow(server(), SUBJECT.digest).manifests.map(({ digest }) => digest)).toContain(
      FOREIGN.digest,
    )
    expect(await found()).toHaveLength(2)
    expect(indexWrites()).toBe(3)
  })

  test('written between our read and our write cost only the one who wrote them', async () => {
    const foreign = () => ({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [FOREIGN] })
    server().fail(overwriting(server(), 'before', 1, foreign))
    await attach('one')
    expect(await found()).toHaveLength(1)
  })
})

describe('what holds no index', () => {
  test.each([
    ['an image', { schemaVersion: 2, mediaType: OCI_MANIFEST, layers: [] }, OCI_MANIFEST],
    ['an index with a broken entry', { manifests: [{ digest: 'x' }] }, OCI_INDEX],
    ['an index without a list', { schemaVersion: 2 }, OCI_INDEX],
    ["Docker's list", { schemaVersion: 2, mediaType: DOCKER_INDEX, manifests: [] }, DOCKER_INDEX],
    ['text', 'hello', OCI_INDEX],
    ['more than 4 MiB', `{"manifests":[],"x":"${'x'.repeat(4 * 1024 * 1024)}"}`, OCI_INDEX],
  ])('is not overwritten: %s', async (_what, document, mediaType) => {
    hold(document, mediaType)
    const before = held()
    await expect(attach('one')).rejects.toMatchObject({ name: 'UserError' })
    expect(held()).toBe(before)
    expect(indexWrites()).toBe(0)
  })
})

describe('what may pass', () => {
  test.each([
    ['a read of an index that is just being written', torn(3)],
    ['a write of one', torn(3, 'PUT')],
    ['a conflict', { method: 'PUT', path: /sha256-/, times: 2, answer: refusal(409, 'X', 'busy') }],
    ['a lost connection', { path: /sha256-/, times: 2, answer: { status: 200, cutAfter: 0 } }],
  ])('is tried again: %s', async (_what, fault) => {
    server().fail(fault)
    await attach('one', 'two')
    expect(await found()).toHaveLength(2)
  })

  test('is tried again after the time that the registry asked for', async () => {
    const answer = { status: 429, headers: { 'retry-after': '7' } }
    server().fail({ method: 'PUT', path: /sha256-/, times: 1, answer })
    await attach('one')
    expect(Math.max(...clock().waits)).toBe(7_000)
    expect(await found()).toHaveLength(1)
  })

  test('ends after a bounded time with what the registry said', async () => {
    server().fail(torn(1_000, 'PUT'))
    await expect(attach('one')).rejects.toThrow('invalid checksum digest format')
    expect(clock().elapsed()).toBeLessThan(70_000)
  })

  test('is no reason to take an index for empty that was there', async () => {
    hold({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [FOREIGN] })
    const missing = refusal(404, 'MANIFEST_UNKNOWN', 'manifest unknown')
    let reads = 0
    server().fail({
      method: 'GET',
      path: /manifests\/sha256-/,
      answer: (request, next) => {
        reads += 1
        return reads === 2 || reads === 4 ? missing : next(request)
      },
    })
    await attach('one')
    expect(indexWrites()).toBe(1)
    expect(indexNow(server(), SUBJECT.digest).manifests).toHaveLength(2)
  })
})

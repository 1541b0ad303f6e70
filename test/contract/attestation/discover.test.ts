import { type DiscoverOptions, discoverBundles } from '@ci-kit/attestation/discover/discover'
import type { FakeBundle } from '@ci-kit/local-sigstore/sigstore'
import type { Digest } from '@ci-kit/oci/digest'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { repositoryAt } from '../../fakes/registry-client.ts'
import { refusal } from '../../fakes/registry-http.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'
import { type AttachOptions, attachBundle, listUnderTag } from '../../fakes/sigstore-attached.ts'
import { OTHER, PREDICATE_TYPE, SUBJECT } from './bundles.ts'
import { BY, POLICY, STATEMENT, signedStatement } from './signed-statement.ts'

const { bundle, sigstore, verifier } = signedStatement()

describe.each([
  ['the referrers API', true],
  ['the fallback tag', false],
])('bundles behind %s', (_name, referrersApi) => {
  let server: RegistryServer
  let attached: Digest[]
  beforeEach(async () => {
    attached = []
    server = await registryServer({ referrersApi })
  })
  afterEach(() => server.close())

  const place = () => ({ store: server.store, repository: 'org/app', subject: SUBJECT })
  const attach = (of: FakeBundle | string, options?: AttachOptions): Digest => {
    const digest = attachBundle(place(), of, options)
    attached.push(digest)
    listUnderTag(place(), attached)
    return digest
  }
  const discover = (options?: DiscoverOptions) =>
    discoverBundles(repositoryAt(server), SUBJECT, options)

  test('are found and verify', async () => {
    const where = attach(bundle(), { predicateType: PREDICATE_TYPE })
    const { attachments, ignored } = await discover({ predicateTypes: [PREDICATE_TYPE] })
    expect(ignored).toEqual([])
    expect(attachments.map((found) => found.where)).toEqual([where])
    expect(attachments.map((found) => found.referrer)).toEqual([where])
    const [found] = attachments
    const { statement } = await verifier().statement(found?.bundle ?? Buffer.of(), POLICY)
    expect(statement.predicate).toEqual({ claim: 1 })
  })

  test('are found when they do not say what they hold', async () => {
    attach(bundle())
    const { attachments } = await discover({ predicateTypes: [PREDICATE_TYPE] })
    expect(attachments).toHaveLength(1)
  })

  test('are not read when they say that they hold something else', async () => {
    attach(bundle(), { predicateType: 'https://slsa.dev/provenance/v1' })
    const wanted = { predicateTypes: [PREDICATE_TYPE] }
    await expect(discover(wanted)).resolves.toEqual({ attachments: [], ignored: [] })
    expect(server.requests.filter(({ path }) => path.includes('/blobs/'))).toEqual([])
    expect((await discover()).attachments).toHaveLength(1)
  })

  test('are not handed out when only their content says that they hold something else', async () => {
    const other = { ...STATEMENT, predicateType: 'https://slsa.dev/provenance/v1' }
    attach(await sigstore().signStatement(other, BY))
    attach(await sigstore().signArtifact(Buffer.from('a file'), BY))
    const wanted = { predicateTypes: [PREDICATE_TYPE] }
    await expect(discover(wanted)).resolves.toEqual({ attachments: [], ignored: [] })
    expect((await discover()).attachments).toHaveLength(2)
  })

  test('are left out above the size that the caller allows', async () => {
    const where = attach('{"a":1}')
    expect((await discover({ largestBundle: 7 })).attachments).toHaveLength(1)
    expect(await discover({ largestBundle: 6 })).toEqual({
      attachments: [],
      ignored: [{ what: where, reason: 'it has 7 bytes, 6 are allowed' }],
    })
  })

  test('are told apart from what else is attached', async () => {
    const layers = [{ mediaType: 'application/spdx+json', digest: OTHER, size: 5 }]
    attach('{}', { manifest: { artifactType: 'application/spdx+json', layers } })
    await expect(discover()).resolves.toEqual({ attachments: [], ignored: [] })
  })

  test('are left out with the reason when their manifest cannot hold one', async () => {
    const layer = { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', digest: OTHER }
    const two = attach('{"a":1}', { manifest: { layers: [1, 2] } })
    const large = attach('{"a":2}', { manifest: { layers: [{ ...layer, size: 25_165_825 }] } })
    const gone = attach('{"a":3}', { manifest: { layers: [{ ...layer, size: 9 }] } })
    const { attachments, ignored } = await discover()
    expect(attachments).toEqual([])
    expect(Object.fromEntries(ignored.map(({ what, reason }) => [what, reason]))).toEqual({
      [two]: 'it has 2 layers, a bundle has one',
      [large]: 'it has 25165825 bytes, 25165824 are allowed',
      [gone]: 'its content is not there any more',
    })
  })

  test('are looked at up to a limit, which is told', async () => {
    const count = 1_003
    const all = Array.from({ length: count }, (_none, at) =>
      attachBundle(place(), JSON.stringify({ at })),
    )
    listUnderTag(place(), all)
    const { attachments, ignored } = await discover()
    expect(attachments).toHaveLength(1_000)
    expect(ignored).toEqual([
      { what: SUBJECT, reason: 'it has 1003 attachments, of which the first 1000 were looked at' },
    ])
  })

  test('are read up to so many bytes together, which is told', async () => {
    const all = Array.from({ length: 30 }, (_none, at) =>
      attachBundle(place(), JSON.stringify({ at, text: 'x'.repeat(1_000) })),
    )
    listUnderTag(place(), all)
    const { attachments, ignored } = await discover({ mostBytes: 2_000 })
    expect(attachments.length).toBeGreaterThanOrEqual(2)
    // What was under way already is still read.
    expect(attachments.length).toBeLessThan(2 + 8)
    expect(ignored).toHaveLength(30 - attachments.length)
    expect(ignored[0]?.reason).toBe('more than 2000 bytes were read before it')
  })

  test('are none where nothing is attached', async () => {
    await expect(discover()).resolves.toEqual({ attachments: [], ignored: [] })
  })

  test.each([
    ['the list', /\/(?:referrers|manifests)\/sha256[:-]5/],
    ['a manifest', /\/manifests\/sha256:/],
    ['a bundle', /\/blobs\//],
  ])('are not "none" when %s cannot be read', async (_what, path) => {
    attach(bundle())
    server.fail({ path, answer: refusal(403, 'DENIED', 'no') })
    await expect(discover()).rejects.toMatchObject({ name: 'UserError', status: 403 })
  })
})

describe('under the fallback tag', () => {
  let server: RegistryServer
  beforeEach(async () => {
    server = await registryServer({ referrersApi: false })
  })
  afterEach(() => server.close())
  const place = () => ({ store: server.store, repository: 'org/app', subject: SUBJECT })
  const discover = () => discoverBundles(repositoryAt(server), SUBJECT)

  test('an entry may be gone or belong to something else', async () => {
    const foreign = attachBundle({ ...place(), subject: OTHER }, bundle())
    listUnderTag(place(), [OTHER, foreign, foreign])
    await expect(discover()).resolves.toEqual({
      attachments: [],
      ignored: [
        { what: OTHER, reason: 'it is listed, but not there any more' },
        { what: foreign, reason: `it is attached to something else than ${SUBJECT}` },
      ],
    })
  })
})

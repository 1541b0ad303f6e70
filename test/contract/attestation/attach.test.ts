import { attachBundles } from '@ci-kit/attestation/attach/attach-bundles'
import type { NewAttachment } from '@ci-kit/attestation/attach/attached'
import { discoverBundles } from '@ci-kit/attestation/discover/discover'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { afterEach, describe, expect, test } from '@jest/globals'
import { repositoryAt, skippingClock } from '../../fakes/registry-client.ts'
import { indexNow, lateListing, noApi, withoutOciSubject } from '../../fakes/registry-quirks.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'

const SUBJECT = { mediaType: OCI_INDEX, digest: digestOf(Buffer.from('image')), size: 777 } as const
const PREDICATE_TYPE = 'https://slsa.dev/provenance/v1'
const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json'

const attachment = (note: string): NewAttachment => ({
  bundle: Buffer.from(JSON.stringify({ note, accent: 'é' })),
  predicateType: PREDICATE_TYPE,
})

let server: RegistryServer
const started = async (options: Parameters<typeof registryServer>[0] = {}) => {
  server = await registryServer(options)
}
afterEach(() => server.close())

const attach = (...attachments: readonly NewAttachment[]) => {
  const clock = skippingClock()
  const options = { clock, random: () => 0.5, log: { debug: () => undefined } }
  return attachBundles(repositoryAt(server, { clock }), SUBJECT, attachments, options)
}
const found = async () => {
  const { attachments } = await discoverBundles(repositoryAt(server), SUBJECT.digest)
  return attachments.map(({ bundle }) => Buffer.from(bundle).toString())
}
const writes = () => server.requests.filter(({ method }) => method === 'PUT' || method === 'POST')

describe('what is pushed', () => {
  test('is what cosign and GitHub look for, and the same each time', async () => {
    await started()
    const [one] = await attach(attachment('one'))
    const stored = server.store.open('org/app').manifests.get(one?.digest ?? '')
    expect(stored?.mediaType).toBe(OCI_MANIFEST)
    const { bundle } = attachment('one')
    expect(JSON.parse(Buffer.from(stored?.bytes ?? []).toString())).toEqual({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: BUNDLE_TYPE,
      config: {
        mediaType: 'application/vnd.oci.empty.v1+json',
        digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        size: 2,
      },
      layers: [{ mediaType: BUNDLE_TYPE, digest: digestOf(bundle), size: bundle.length }],
      subject: SUBJECT,
      annotations: {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': PREDICATE_TYPE,
      },
    })
    expect(await found()).toEqual([Buffer.from(bundle).toString()])
  })

  test('is nothing when there is nothing', async () => {
    await started()
    expect(await attach()).toEqual([])
    expect(server.requests).toEqual([])
  })

  test('is pushed once when it comes twice', async () => {
    await started({ referrersApi: false })
    const [one, two] = await attach(attachment('one'), attachment('one'))
    expect(two).toEqual(one)
    expect(indexNow(server, SUBJECT.digest).manifests).toHaveLength(1)
  })
})

describe('where the API is there', () => {
  test('no index is written', async () => {
    await started()
    const attached = await attach(attachment('one'), attachment('two'))
    expect(attached.map(({ listedBy }) => listedBy)).toEqual(['api', 'api'])
    expect(server.store.open('org/app').tags.size).toBe(0)
    expect(await found()).toHaveLength(2)
  })

  test('it may list what was pushed a little later', async () => {
    await started()
    server.fail(lateListing(4))
    expect(await attach(attachment('one'))).toMatchObject([{ listedBy: 'api' }])
    expect(server.store.open('org/app').tags.size).toBe(0)
  })

  test('and never lists anything, the index is written', async () => {
    await started()
    server.fail(lateListing())
    expect(await attach(attachment('one'))).toMatchObject([{ listedBy: 'tag' }])
    expect(await found()).toHaveLength(1)
  })

  test('and answers to no subject, the index is written without waiting', async () => {
    await started()
    server.fail(lateListing())
    server.fail(withoutOciSubject())
    expect(await attach(attachment('one'))).toMatchObject([{ listedBy: 'tag' }])
    expect(server.requests.filter(({ path }) => path.includes('/referrers/'))).toHaveLength(2)
  })
})

describe.each([
  ['the CNCF registry: 404 and no subject', 404, true],
  ['an older registry: 405', 405, true],
  ['ECR: it names the subject, and has no API', 404, false],
])('where the API is missing, as in %s', (_name, status, silent) => {
  const without = async () => {
    await started()
    server.fail(noApi(status))
    if (silent) server.fail(withoutOciSubject())
  }

  test('all is listed by one merge of the index', async () => {
    await without()
    const attached = await attach(attachment('one'), attachment('two'), attachment('three'))
    expect(attached.map(({ listedBy }) => listedBy)).toEqual(['tag', 'tag', 'tag'])
    expect(
      server.requests.filter(({ path, method }) => method === 'PUT' && /sha256-/.test(path)),
    ).toHaveLength(1)
    const annotations = {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': PREDICATE_TYPE,
    }
    const { manifests } = server.store.open('org/app')
    expect(indexNow(server, SUBJECT.digest)).toEqual({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: attached.map(({ digest }) => ({
        mediaType: OCI_MANIFEST,
        digest,
        size: manifests.get(digest)?.bytes.length,
        artifactType: BUNDLE_TYPE,
        annotations,
      })),
    })
    expect(await found()).toHaveLength(3)
  })

  test('a further run writes nothing', async () => {
    await without()
    const first = await attach(attachment('one'), attachment('two'))
    const before = writes().length
    const requests = server.requests.length
    expect(await attach(attachment('one'), attachment('two'))).toEqual(first)
    expect(writes()).toHaveLength(before)
    expect(server.requests.length - requests).toBe(4)
  })
})

describe('a run that was interrupted is completed by a further one', () => {
  test.each([
    ['a bundle', 'POST', /blobs/],
    ['a manifest', 'PUT', /manifests\/sha256:/],
    ['the index', 'PUT', /manifests\/sha256-/],
  ])('that broke off at %s', async (_what, method, path) => {
    await started({ referrersApi: false })
    server.fail({ method, path, times: 1, answer: { status: 418 } })
    await expect(attach(attachment('one'), attachment('two'))).rejects.toThrow('418')
    await attach(attachment('one'), attachment('two'))
    expect(await found()).toHaveLength(2)
  })

  test('whose entry was lost later', async () => {
    await started({ referrersApi: false })
    await attach(attachment('one'))
    server.store.open('org/app').tags.clear()
    await attach(attachment('one'))
    expect(await found()).toHaveLength(1)
  })

  test('whose manifest was deleted and is still listed', async () => {
    await started({ referrersApi: false })
    const [one] = await attach(attachment('one'))
    server.store.open('org/app').manifests.delete(one?.digest ?? '')
    expect(await found()).toHaveLength(0)
    await attach(attachment('one'))
    expect(await found()).toHaveLength(1)
  })
})

test('a cancelled job ends at once with the reason, and a further one completes it', async () => {
  await started({ referrersApi: false })
  const cancelled = new AbortController()
  server.fail({
    method: 'PUT',
    path: /sha256-/,
    times: 1,
    answer: (request, next) => {
      setTimeout(() => cancelled.abort(new Error('the job was cancelled')), 20)
      return next(request)
    },
  })
  const options = { clock: systemClock, random: () => 1, log: { debug: () => undefined } }
  const work = attachBundles(repositoryAt(server), SUBJECT, [attachment('one')], {
    ...options,
    signal: cancelled.signal,
  })
  await expect(work).rejects.toThrow('the job was cancelled')
  await attach(attachment('one'))
  expect(await found()).toHaveLength(1)
})

import { digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { referrersTag } from '@ci-kit/oci/referrers'
import { afterEach, describe, expect, test } from '@jest/globals'
import { imageManifest, repositoryAt } from '../../fakes/registry-client.ts'
import { refusal } from '../../fakes/registry-http.ts'
import {
  type RegistryServer,
  type RegistryServerOptions,
  registryServer,
} from '../../fakes/registry-server.ts'

const SUBJECT = digestOf(Buffer.from('the image'))

const servers: RegistryServer[] = []
const started = async (options: RegistryServerOptions = {}) => {
  const server = await registryServer(options)
  servers.push(server)
  return server
}
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

const referrer = (note: string, artifactType: string) =>
  imageManifest(note, { artifactType, subject: { mediaType: 'x', digest: SUBJECT, size: 1 } })
const sbom = referrer('one', 'application/sbom')
const bundle = referrer('two', 'application/bundle')
const entryOf = ({ mediaType, bytes }: typeof sbom, artifactType: string) => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
  artifactType,
})

const listUnderTag = ({ store }: RegistryServer, manifests: readonly unknown[]) => {
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests }
  const bytes = Buffer.from(JSON.stringify(index))
  store.addManifest('org/app', referrersTag(SUBJECT), { mediaType: OCI_INDEX, bytes })
}

describe('what API and tag say', () => {
  test('is united, each digest once, with the types of the API', async () => {
    const server = await started()
    server.store.addManifest('org/app', undefined, sbom)
    listUnderTag(server, [
      entryOf(bundle, 'application/bundle'),
      entryOf(sbom, 'application/vnd.oci.empty.v1+json'),
    ])
    const { referrers } = repositoryAt(server)
    expect(await referrers.list(SUBJECT)).toEqual([
      entryOf(sbom, 'application/sbom'),
      entryOf(bundle, 'application/bundle'),
    ])
    const some = { artifactType: 'application/bundle' }
    expect(await referrers.list(SUBJECT, some)).toEqual([entryOf(bundle, 'application/bundle')])
  })

  test('is told apart', async () => {
    const server = await started()
    server.store.addManifest('org/app', undefined, sbom)
    listUnderTag(server, [entryOf(bundle, 'application/bundle')])
    expect(await repositoryAt(server).referrers.listedBy(SUBJECT)).toEqual({
      api: [entryOf(sbom, 'application/sbom')],
      tag: [entryOf(bundle, 'application/bundle')],
    })
  })

  test.each([400, 404, 405, 406])('has no API where that answers %i', async (status) => {
    const server = await started()
    server.fail({ path: /referrers/, answer: refusal(status, 'UNSUPPORTED', 'no') })
    listUnderTag(server, [entryOf(bundle, 'application/bundle')])
    expect(await repositoryAt(server).referrers.listedBy(SUBJECT)).toEqual({
      api: undefined,
      tag: [entryOf(bundle, 'application/bundle')],
    })
  })
})

describe('beside an API that answers', () => {
  test.each([
    ['cannot be read', refusal(403, 'DENIED', 'no')],
    ['fails', { status: 500 }],
    ['is not found by a proxy', { status: 404, body: 'nothing here' }],
    ['is no index', { status: 200, body: '{"layers":[]}' }],
  ])('a tag that %s is not said to be none', async (_, answer) => {
    const server = await started()
    server.fail({ path: /manifests/, answer })
    await expect(repositoryAt(server).referrers.list(SUBJECT)).rejects.toMatchObject({
      registry: server.host,
      repository: 'org/app',
    })
  })

  test('a tag may be NOT_FOUND, as Harbor says', async () => {
    const server = await started()
    server.fail({ path: /manifests/, answer: refusal(404, 'NOT_FOUND', 'artifact not found') })
    expect(await repositoryAt(server).referrers.list(SUBJECT)).toEqual([])
  })

  test('a tag that fails with the API is told as what it is', async () => {
    const server = await started()
    server.fail({ path: /manifests/, answer: refusal(404, 'NOT_FOUND', 'artifact not found') })
    server.fail({ path: /referrers/, answer: refusal(403, 'DENIED', 'no') })
    await expect(repositoryAt(server).referrers.list(SUBJECT)).rejects.toMatchObject({
      status: 403,
    })
  })
})

test('a tag that holds something else is named, with what to do', async () => {
  const server = await started()
  server.fail({ path: /manifests/, answer: { status: 200, body: '{"layers":[]}' } })
  await expect(repositoryAt(server).referrers.list(SUBJECT)).rejects.toThrow(
    /under the tag sha256-[0-9a-f]{64} is no index.*delete the tag/,
  )
})

test('without the API, NOT_FOUND may be a gateway that speaks and is not said to be none', async () => {
  const server = await started({ referrersApi: false })
  server.fail({ path: /manifests/, answer: refusal(404, 'NOT_FOUND', 'no route') })
  await expect(repositoryAt(server).referrers.list(SUBJECT)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('bounds inside bounds: each signal ends a call, and the inner numbers count', async () => {
  const server = await started()
  server.fail({ path: /manifests/, answer: { status: 503 } })
  const outer = new AbortController()
  const app = repositoryAt(server).within({ signal: outer.signal, attempts: 4 })
  await expect(app.within({ attempts: 1 }).manifests.get('main')).rejects.toMatchObject({
    transient: true,
  })
  expect(server.requests).toHaveLength(1)
  outer.abort(new Error('the job was cancelled'))
  await expect(app.within({ attempts: 1 }).manifests.get('main')).rejects.toThrow('cancelled')
})

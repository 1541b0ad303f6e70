import { digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { referrersTag } from '@ci-kit/oci/referrers'
import { afterEach, describe, expect, test } from '@jest/globals'
import { imageManifest, repositoryAt } from '../../fakes/registry-client.ts'
import { jsonAnswer, refusal } from '../../fakes/registry-http.ts'
import {
  type RegistryServer,
  type RegistryServerOptions,
  registryServer,
} from '../../fakes/registry-server.ts'

const servers: RegistryServer[] = []
const started = async (options: RegistryServerOptions = {}) => {
  const server = await registryServer(options)
  servers.push(server)
  return server
}
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

describe('tags', () => {
  const withTags = async (count: number, options: RegistryServerOptions = {}) => {
    const server = await started(options)
    const names = Array.from({ length: count }, (_, number) => `v${number}`)
    for (const name of names) server.store.addManifest('org/app', name, imageManifest())
    return { server, names }
  }

  test.each([
    [0, 1],
    [3, 1],
    [4, 2],
    [10, 4],
  ])('%i tags come in %i pages of three', async (count, pages) => {
    const { server, names } = await withTags(count, { pageSize: 3 })
    server.store.open('org/app')
    expect(await repositoryAt(server).tags.list()).toEqual(names)
    expect(server.requests.length).toBe(pages)
  })

  test('of a repository that is not there', async () => {
    const server = await started()
    await expect(repositoryAt(server).tags.list()).rejects.toMatchObject({ code: 'NAME_UNKNOWN' })
  })

  test.each([
    ['null', '{"tags":null}', []],
    ['a list', '{"tags":["a"]}', ['a']],
  ])('may be %s', async (_, body, tags) => {
    const server = await started()
    server.fail({ answer: { status: 200, body } })
    expect(await repositoryAt(server).tags.list()).toEqual(tags)
  })

  test.each([['{}'], ['{"tags":"a"}'], ['{"tags":[1]}'], ['{"tags":["a\\nb"]}'], ['x']])(
    'may not be %s',
    async (body) => {
      const server = await started()
      server.fail({ answer: { status: 200, body } })
      await expect(repositoryAt(server).tags.list()).rejects.toThrow('not a list of tags')
    },
  )

  test('do not go on at another host', async () => {
    const other = await started()
    const { server } = await withTags(1)
    const link = `<${other.origin}/v2/org/app/tags/list?last=a>; rel="next"`
    server.fail({ answer: jsonAnswer({ tags: ['a'] }, { link }) })
    await expect(repositoryAt(server).tags.list()).rejects.toThrow(
      `leads to another host (${other.origin})`,
    )
    expect(other.requests).toEqual([])
  })

  test('that lead in a circle end', async () => {
    const { server } = await withTags(1)
    server.fail({
      answer: jsonAnswer({ tags: ['a'] }, { link: '</v2/org/app/tags/list>; rel=next' }),
    })
    await expect(repositoryAt(server).tags.list()).rejects.toThrow('more than 1000 pages')
  })
})

describe('referrers', () => {
  const subject = digestOf(Buffer.from('the image'))
  const referrer = (note: string, artifactType: string) =>
    imageManifest(note, { artifactType, subject: { mediaType: 'x', digest: subject, size: 1 } })
  const sbom = referrer('one', 'application/sbom')
  const bundle = referrer('two', 'application/bundle')
  const filled = async (options: RegistryServerOptions) => {
    const server = await started(options)
    for (const manifest of [sbom, bundle]) server.store.addManifest('org/app', undefined, manifest)
    return server
  }
  const digests = (found: readonly { digest: string }[]) => found.map(({ digest }) => digest)

  test.each([
    ['in one page', {}],
    ['page by page', { pageSize: 1 }],
    ['from a registry that does not filter', { filtersReferrers: false }],
  ])('are listed %s', async (_, options) => {
    const server = await filled(options)
    const { referrers } = repositoryAt(server)
    expect(digests(await referrers.list(subject))).toEqual([
      digestOf(sbom.bytes),
      digestOf(bundle.bytes),
    ])
    const some = await referrers.list(subject, { artifactType: 'application/bundle' })
    expect(digests(some)).toEqual([digestOf(bundle.bytes)])
    expect(await referrers.list(digestOf(Buffer.from('another')))).toEqual([])
  })

  test('come from the fallback tag where the API is missing', async () => {
    const server = await filled({ referrersApi: false })
    const entry = {
      mediaType: sbom.mediaType,
      digest: digestOf(sbom.bytes),
      size: 9,
      artifactType: 'application/sbom',
    }
    const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [entry] }
    const bytes = Buffer.from(JSON.stringify(index))
    server.store.addManifest('org/app', referrersTag(subject), { mediaType: OCI_INDEX, bytes })
    const { referrers } = repositoryAt(server)
    expect(await referrers.list(subject)).toEqual([entry])
    expect(await referrers.list(subject, { artifactType: 'application/sbom' })).toEqual([entry])
    expect(await referrers.list(subject, { artifactType: 'application/bundle' })).toEqual([])
  })

  test('are none where there is neither API nor tag', async () => {
    const server = await filled({ referrersApi: false })
    expect(await repositoryAt(server).referrers.list(subject)).toEqual([])
  })

  test.each([
    ['the API fails', /referrers/, { status: 500 }],
    ['the API is forbidden', /referrers/, refusal(403, 'DENIED', 'no')],
    ['the tag cannot be read', /manifests/, refusal(403, 'DENIED', 'no')],
    ['the tag is not found by a proxy', /manifests/, { status: 404, body: 'nothing here' }],
    ['there is no such repository', /manifests/, refusal(404, 'NAME_UNKNOWN', 'no')],
    ['the tag is no index', /manifests/, { status: 200, body: '{"layers":[]}' }],
  ])('are not said to be none when %s', async (_, path, answer) => {
    const server = await filled({ referrersApi: false })
    server.fail({ path, answer })
    await expect(repositoryAt(server).referrers.list(subject)).rejects.toMatchObject({
      registry: server.host,
      repository: 'org/app',
    })
  })
})

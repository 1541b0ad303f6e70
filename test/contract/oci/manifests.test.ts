import { digestOf } from '@ci-kit/oci/digest'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { imageManifest, repositoryAt } from '../../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

const image = imageManifest()
const digest = digestOf(image.bytes)

describe('manifests', () => {
  test('are stored, looked up, read and deleted', async () => {
    const { manifests } = repositoryAt(server)
    expect(await manifests.head('main')).toBeUndefined()
    expect(await manifests.put('main', image)).toEqual({ digest })
    const size = image.bytes.length
    expect(await manifests.head('main')).toEqual({ digest, size, mediaType: image.mediaType })
    expect(await manifests.get('main')).toEqual({ digest, ...image })
    expect(await manifests.get(digest)).toEqual({ digest, ...image })
    expect(await manifests.delete(digest)).toBe(true)
    expect(await manifests.delete(digest)).toBe(false)
  })

  test('are asked for by all four types and without compression', async () => {
    server.store.addManifest('org/app', 'main', image)
    await repositoryAt(server).manifests.get('main')
    const headers = server.requests[0]?.headers
    expect(headers?.accept?.split(', ').length).toBe(4)
    expect(headers?.['accept-encoding']).toBe('identity')
  })

  test('tell the subject that the registry has taken note of', async () => {
    const subject = digestOf(Buffer.from('subject'))
    const referrer = imageManifest('r', { subject: { mediaType: 'x', digest: subject, size: 1 } })
    const made = digestOf(referrer.bytes)
    expect(await repositoryAt(server).manifests.put(made, referrer)).toEqual({
      digest: made,
      subject,
    })
  })

  test('that are missing name tag, repository and registry', async () => {
    const call = repositoryAt(server).manifests.get('nope')
    await expect(call).rejects.toBeInstanceOf(RegistryError)
    await expect(call).rejects.toMatchObject({ status: 404, code: 'MANIFEST_UNKNOWN' })
    await expect(call).rejects.toThrow(
      `Could not read manifest "nope" in ${server.host}/org/app: 404 MANIFEST_UNKNOWN: manifest unknown. Check the tag`,
    )
  })

  test.each([['../x'], ['a/b'], ['a?b'], ['a#b'], ['sha256:abc'], ['']])(
    'are not asked for by %j',
    async (reference) => {
      const { manifests } = repositoryAt(server)
      await expect(async () => manifests.get(reference)).rejects.toThrow(
        'neither a tag nor a digest',
      )
      expect(server.requests).toEqual([])
    },
  )

  test('whose digest the registry does not tell are read for it', async () => {
    server.store.addManifest('org/app', 'main', image)
    server.fail({
      answer: { status: 200, headers: { 'content-type': image.mediaType }, body: image.bytes },
    })
    expect(await repositoryAt(server).manifests.head('main')).toMatchObject({ digest })
    expect(server.requests.map(({ method }) => method)).toEqual(['HEAD', 'GET'])
  })
})

describe('manifests that are not what they should be', () => {
  const other = digestOf(Buffer.from('other'))
  const type = { 'content-type': image.mediaType }
  test.each([
    ['other bytes for a digest', digest, type, '{}', `do not have the digest ${digest}`],
    [
      'other bytes than the header says',
      'main',
      { ...type, 'docker-content-digest': other },
      image.bytes,
      other,
    ],
    [
      'a digest that is none',
      'main',
      { ...type, 'docker-content-digest': 'x\ty' },
      image.bytes,
      'x\\ty',
    ],
    ['no JSON', 'main', type, 'x', 'not a JSON object'],
    [
      'another type in the text',
      'main',
      { 'content-type': 'application/vnd.oci.image.index.v1+json' },
      image.bytes,
      'ambiguous',
    ],
    ['image and index at once', 'main', type, '{"manifests":[],"layers":[]}', 'ambiguous'],
    [
      'more than 4 MiB',
      'main',
      type,
      `{"x":"${'x'.repeat(4 * 1024 * 1024)}"}`,
      'longer than 4194304 bytes',
    ],
  ])('%s', async (_, reference, headers, body, words) => {
    server.fail({ answer: { status: 200, headers, body } })
    const call = repositoryAt(server).manifests.get(reference)
    await expect(call).rejects.toBeInstanceOf(RegistryError)
    await expect(call).rejects.toThrow(words)
    expect(server.requests.length).toBe(1)
  })

  test('a look-up by digest that is answered for another', async () => {
    const headers = { ...type, 'docker-content-digest': other }
    server.fail({ answer: { status: 200, headers, body: image.bytes } })
    await expect(repositoryAt(server).manifests.head(digest)).rejects.toThrow(
      `answered for ${other}`,
    )
  })

  test('a store under another digest', async () => {
    server.fail({ answer: { status: 201, headers: { 'docker-content-digest': other } } })
    await expect(repositoryAt(server).manifests.put('main', image)).rejects.toThrow(
      `stored it as ${other}`,
    )
  })
})

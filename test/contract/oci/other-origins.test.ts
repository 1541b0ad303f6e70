import { blobOf } from '@ci-kit/oci/blobs'
import { digestOf, digestOfStream } from '@ci-kit/oci/digest'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { BASIC, repositoryAt, USER } from '../../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'

let guarded: RegistryServer
let storage: RegistryServer
beforeEach(async () => {
  storage = await registryServer()
  guarded = await registryServer({ auth: { kind: 'basic', ...USER } })
})
afterEach(() => Promise.all([storage.close(), guarded.close()]))

const bytes = Buffer.alloc(300_000, 'blob')
const digest = digestOf(bytes)
const signedIn = () => repositoryAt(guarded, { credentials: async () => BASIC }).blobs

/** What the guarded registry says to those it knows. */
const redirectReads = (location: string) =>
  guarded.fail({
    path: /\/blobs\/sha/,
    answer: (request, next) => {
      const answer = next(request)
      return answer.status === 200 ? { status: 307, headers: { location } } : answer
    },
  })

const sendUploadsTo = (location: string) =>
  guarded.fail({
    method: 'POST',
    answer: (request, next) => {
      const answer = next(request)
      return answer.status === 202 ? { status: 202, headers: { location } } : answer
    },
  })

describe('a blob on another server', () => {
  test('is read without Authorization', async () => {
    storage.store.addBlob('elsewhere', bytes)
    guarded.store.addBlob('org/app', bytes)
    redirectReads(`${storage.origin}/v2/elsewhere/blobs/${digest}`)
    expect(await digestOfStream(await signedIn().get(digest))).toMatchObject({ digest })
    expect(guarded.requests.at(-1)?.headers.authorization).toMatch(/^Basic /)
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  test('that asks for a login gets none', async () => {
    const location = `${storage.origin}/v2/elsewhere/blobs/${digest}`
    guarded.fail({ answer: { status: 307, headers: { location } } })
    const wanted = { 'www-authenticate': 'Basic realm="me too"' }
    storage.fail({ answer: { status: 401, headers: wanted } })
    await expect(signedIn().get(digest)).rejects.toThrow(`${storage.host} answered 401`)
    const all = [...guarded.requests, ...storage.requests]
    expect(all.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined])
  })

  test('is uploaded there without Authorization', async () => {
    sendUploadsTo(`${storage.origin}/v2/put/here?signature=x%2Fy`)
    storage.fail({ answer: { status: 201 } })
    expect(await signedIn().put(blobOf(bytes))).toBe('uploaded')
    expect(guarded.requests.at(-1)?.headers.authorization).toMatch(/^Basic /)
    const [put, ...more] = storage.requests
    expect(more).toEqual([])
    expect(put?.headers.authorization).toBeUndefined()
    expect(put?.query.get('signature')).toBe('x/y')
    expect(put?.query.get('digest')).toBe(digest)
  })

  test.each([
    ['plain http on another host', 'http://storage.invalid/put', 'it is plain http'],
    [
      'a login in the URL',
      'https://a:s3cret@storage.invalid/put',
      'it holds a user name or password',
    ],
  ])('is not uploaded to %s', async (_, location, words) => {
    sendUploadsTo(location)
    const call = signedIn().put(blobOf(bytes))
    await expect(call).rejects.toThrow(
      `the upload location that the registry sent is refused: ${words}`,
    )
    await expect(call).rejects.not.toThrow('s3cret')
  })
})

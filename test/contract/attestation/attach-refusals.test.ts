import { attachBundles } from '@ci-kit/attestation/attach/attach-bundles'
import { discoverBundles } from '@ci-kit/attestation/discover/discover'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { referrersTag } from '@ci-kit/oci/referrers'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { repositoryAt, skippingClock } from '../../fakes/registry-client.ts'
import { refusal } from '../../fakes/registry-http.ts'
import { immutableTags, withoutSubjects } from '../../fakes/registry-quirks.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'

/** Registries that do not take what is attached, or not the list of it. */
const SUBJECT = { mediaType: OCI_MANIFEST, digest: digestOf(Buffer.from('app')), size: 7 } as const
const TAG = referrersTag(SUBJECT.digest)
const FOREIGN = {
  mediaType: OCI_MANIFEST,
  digest: digestOf(Buffer.from('foreign')),
  size: 12,
  // What GHCR writes there.
  artifactType: 'application/vnd.oci.empty.v1+json',
  annotations: { 'org.example': 'kept' },
  urls: ['https://example.com/'],
}

let server: RegistryServer
let clock: ReturnType<typeof skippingClock>
beforeEach(async () => {
  server = await registryServer({ referrersApi: false })
  clock = skippingClock()
})
afterEach(() => server.close())

const attach = (...notes: readonly string[]) => {
  const attachments = notes.map((note) => ({
    bundle: Buffer.from(JSON.stringify({ note })),
    predicateType: 'https://example.com/one',
  }))
  const options = { clock, random: () => 0.5, log: { debug: () => undefined } }
  return attachBundles(repositoryAt(server, { clock }), SUBJECT, attachments, options)
}
const found = async () => {
  const { attachments } = await discoverBundles(repositoryAt(server), SUBJECT.digest)
  return attachments.map(({ bundle }) => Buffer.from(bundle).toString())
}
const hold = (document: unknown, mediaType = OCI_INDEX) => {
  const bytes = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
  server.store.addManifest('org/app', TAG, { mediaType, bytes })
}
const indexWrites = () =>
  server.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(TAG)).length

describe('a tag that must not change', () => {
  test.each([
    ['ECR', 400, 'TAG_INVALID', `The image tag '${TAG}' already exists and cannot be overwritten`],
    ['ECR', 400, 'ImageTagAlreadyExistsException', 'no'],
    [
      'Harbor',
      412,
      'PRECONDITION',
      `Failed to process request due to 'tag' configured as immutable`,
    ],
    ['Docker Hub', 403, 'DENIED', 'requested access denied: tag is immutable'],
    ['GitLab', 403, 'DENIED', 'protected tag'],
    [
      'Google',
      400,
      'MANIFEST_INVALID',
      'cannot update tag. The repository has enabled immutability',
    ],
    ['Quay', 409, 'TAG_IMMUTABLE', 'no'],
  ])('is explained: %s, %i %s', async (_name, status, code, message) => {
    hold({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [FOREIGN] })
    server.fail(immutableTags(server, { status, code, message }))
    const work = attach('one')
    await expect(work).rejects.toThrow(
      new RegExp(
        `${code}.*keep the list.*under the tag ${TAG.slice(0, 19)}.*must be mutable.*IMMUTABLE_WITH_EXCLUSION.*sha256-\\*.*store: github`,
        's',
      ),
    )
    expect(indexWrites()).toBe(1)
  })

  test('may be made once', async () => {
    server.fail(immutableTags(server, { status: 412, code: 'PRECONDITION', message: 'immutable' }))
    await attach('one')
    expect(await found()).toHaveLength(1)
  })

  test('is not blamed for a repository called immutable-app', async () => {
    server.fail({ method: 'PUT', path: /sha256-/, answer: refusal(403, 'DENIED', 'no') })
    const repository = repositoryAt(server, { clock }, 'org/immutable-app')
    const attachment = { bundle: Buffer.from('{}'), predicateType: 'x' }
    const options = { clock, random: () => 0.5, log: { debug: () => undefined } }
    const work = attachBundles(repository, SUBJECT, [attachment], options)
    await expect(work).rejects.toMatchObject({ status: 403, code: 'DENIED' })
  })
})

describe('a registry that takes no attachments', () => {
  test.each([405, 400, 415])('is explained: %i', async (status) => {
    server.fail(withoutSubjects(status))
    await expect(attach('one')).rejects.toThrow(
      /"subject" and "artifactType" \(OCI 1\.1\).*Update the registry.*store: github or artifact/s,
    )
    expect(indexWrites()).toBe(0)
  })

  test('without the right to push says which right', async () => {
    server.fail({ method: 'POST', answer: refusal(403, 'DENIED', 'permission denied') })
    await expect(attach('one')).rejects.toThrow(/write blob .*403 DENIED.*(?:push|Log in)/s)
  })

  test('that cannot be asked is not pushed to', async () => {
    server.fail({ method: 'GET', path: /sha256-/, answer: refusal(403, 'DENIED', 'no') })
    await expect(attach('one')).rejects.toMatchObject({ status: 403 })
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  })
})

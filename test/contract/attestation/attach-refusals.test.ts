import { attachBundles } from '@ci-kit/attestation/attach/attach-bundles'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { describe, expect, test } from '@jest/globals'
import { repositoryAt } from '../../fakes/registry-client.ts'
import { refusal } from '../../fakes/registry-http.ts'
import { immutableTags, withoutSubjects } from '../../fakes/registry-quirks.ts'
import { attaching, FOREIGN, SUBJECT, TAG } from './attaching.ts'

/** Registries that do not take what is attached, or not the list of it. */
const { attach, clock, found, hold, indexWrites, server } = attaching()

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
    server().fail(immutableTags(server(), { status, code, message }))
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
    server().fail(
      immutableTags(server(), { status: 412, code: 'PRECONDITION', message: 'immutable' }),
    )
    await attach('one')
    expect(await found()).toHaveLength(1)
  })

  test('is not blamed for a repository called immutable-app', async () => {
    server().fail({ method: 'PUT', path: /sha256-/, answer: refusal(403, 'DENIED', 'no') })
    const repository = repositoryAt(server(), { clock: clock() }, 'org/immutable-app')
    const attachment = { bundle: Buffer.from('{}'), predicateType: 'x' }
    const options = { clock: clock(), random: () => 0.5, log: { debug: () => undefined } }
    const work = attachBundles(repository, SUBJECT, [attachment], options)
    await expect(work).rejects.toMatchObject({ status: 403, code: 'DENIED' })
  })
})

describe('a registry that takes no attachments', () => {
  test.each([405, 400, 415])('is explained: %i', async (status) => {
    server().fail(withoutSubjects(status))
    await expect(attach('one')).rejects.toThrow(
      /"subject" and "artifactType" \(OCI 1\.1\).*Update the registry.*store: github or artifact/s,
    )
    expect(indexWrites()).toBe(0)
  })

  test('without the right to push says which right', async () => {
    server().fail({ method: 'POST', answer: refusal(403, 'DENIED', 'permission denied') })
    await expect(attach('one')).rejects.toThrow(/write blob .*403 DENIED.*(?:push|Log in)/s)
  })

  test('that cannot be asked is not pushed to', async () => {
    server().fail({ method: 'GET', path: /sha256-/, answer: refusal(403, 'DENIED', 'no') })
    await expect(attach('one')).rejects.toMatchObject({ status: 403 })
    expect(server().requests.filter(({ method }) => method !== 'GET')).toEqual([])
  })
})

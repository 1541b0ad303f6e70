import { attestedRepository } from '@ci-kit/attestation/evidence/attested-repository'
import { indexPlatforms, type WantedParts } from '@ci-kit/attestation/gate/index-platforms'
import { digestOf } from '@ci-kit/oci/digest'
import type { Manifest } from '@ci-kit/oci/manifest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { evidencePlaces } from '@ci-kit/verify-attestation/evidence/places'
import { byDigest } from '@ci-kit/verify-attestation/subjects/target'
import { describe, expect, test } from '@jest/globals'

const digest = (text: string) => digestOf(Buffer.from(text))

const entry = (name: string, platform?: object, more: object = {}) => ({
  mediaType: OCI_MANIFEST,
  digest: digest(name),
  size: 1,
  ...(platform && { platform }),
  ...more,
})

const index = (...manifests: readonly object[]): Manifest => {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }))
  return { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes }
}

const AMD64 = { os: 'linux', architecture: 'amd64' }
const ARM64 = { os: 'linux', architecture: 'arm64', variant: 'v8' }
const UNKNOWN = { os: 'unknown', architecture: 'unknown' }
const ATTESTATION = { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }

describe('the platforms of an index', () => {
  const both = index(entry('a', AMD64), entry('b', ARM64), entry('c', UNKNOWN, ATTESTATION))
  const unasked = async () => {
    throw new Error('nothing has to be asked')
  }
  const platforms = (manifest: Manifest, wanted: WantedParts) =>
    indexPlatforms('app', manifest, wanted, { manifest: unasked, blob: unasked })

  test('are all but the attestations of BuildKit', async () => {
    expect(await platforms(both, 'all')).toEqual([
      { platform: 'linux/amd64', digest: digest('a') },
      { platform: 'linux/arm64', digest: digest('b') },
    ])
  })

  test('are none when only the index counts, and some when these are wanted', async () => {
    expect(await platforms(both, 'index')).toEqual([])
    expect(await platforms(both, ['linux/arm64'])).toHaveLength(1)
  })

  test('have to be there', async () => {
    for (const word of ["Input 'platforms'", 'linux/s390x', 'app', 'linux/amd64'])
      await expect(platforms(both, ['linux/s390x'])).rejects.toThrow(word)
    await expect(platforms(index(entry('c', UNKNOWN)), 'all')).rejects.toThrow('any image')
    const single = { ...both, mediaType: OCI_MANIFEST }
    await expect(platforms(single, ['linux/amd64'])).rejects.toThrow('single image')
    expect(await platforms(single, 'all')).toEqual([])
  })
})

test('an image is given out by its digest, whatever its tag was', () => {
  const subject = { name: 'ghcr.io/org/app:1', digest: digest('a'), platforms: [] }
  const repository = { registry: 'ghcr.io', repository: 'org/app' }
  expect(byDigest({ subject, repository })).toBe(`ghcr.io/org/app@${digest('a')}`)
  expect(byDigest({ subject })).toBeUndefined()
})

test('the registry is asked before GitHub, and files instead of both', () => {
  const image = { repository: { registry: 'ghcr.io', repository: 'org/app' } }
  const auto = { places: 'auto', bundlePaths: [] } as const
  expect(evidencePlaces(auto, image)).toEqual(['registry', 'github'])
  expect(evidencePlaces(auto, {})).toEqual(['github'])
  expect(evidencePlaces({ ...auto, bundlePaths: ['a'] }, image)).toEqual(['files'])
  const chosen = { places: ['github', 'registry'], bundlePaths: [] } as const
  expect(evidencePlaces(chosen, image)).toEqual(['github', 'registry'])
  expect(evidencePlaces(chosen, {})).toEqual(['github'])
})

test.each([
  ['https://github.com/org/app', 'org/deploy', 'org/app'],
  ['https://github.com/org/*', 'org/deploy', 'org/deploy'],
  ['https://github.com.evil.test/org/app', 'org/deploy', 'org/deploy'],
  [undefined, 'org/deploy', 'org/deploy'],
  [undefined, '', undefined],
])('GitHub is asked for the attestations of %s in a run of %j: %s', (source, repository, asked) => {
  const policy = source === undefined ? {} : { sourceRepository: source }
  expect(attestedRepository(policy, { serverUrl: 'https://github.com', repository })).toBe(asked)
})

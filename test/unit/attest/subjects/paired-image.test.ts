import { pairedImage } from '@ci-kit/attest/subjects/paired-image'
import { describe, expect, test } from '@jest/globals'

const HEX = 'a'.repeat(64)
const DIGEST = `sha256:${HEX}`

describe('subject-name and subject-digest', () => {
  test.each([
    ['ghcr.io/Org/API', 'ghcr.io', 'org/api'],
    ['ghcr.io/org/api:v1', 'ghcr.io', 'org/api'],
    ['localhost:5000/api:V1', 'localhost:5000', 'api'],
    [`ghcr.io/org/api:v1@${DIGEST}`, 'ghcr.io', 'org/api'],
    ['index.docker.io/org/api', 'docker.io', 'org/api'],
  ])('make of %s an image by its digest', (name, registry, repository) => {
    expect(pairedImage({ name, digest: DIGEST.toUpperCase() }).reference).toEqual({
      registry,
      repository,
      digest: DIGEST,
    })
  })

  test.each([
    ['', DIGEST, /'subject-name' is not set/],
    ['ghcr.io/org/api', ' ', /'subject-digest' is not set/],
    ['ghcr.io/org/api', HEX, /Input 'subject-digest': .*sha256: in front/],
    ['ghcr.io/org/ap i', DIGEST, /Input 'subject-name': .*white space/],
    [`ghcr.io/org/api@sha256:${'b'.repeat(64)}`, DIGEST, /holds the digest sha256:b+, and/],
  ])('refuse %p with %p', (name, digest, message) => {
    expect(() => pairedImage({ name, digest })).toThrow(message)
  })
})

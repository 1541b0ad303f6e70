import type { PlannedStatement } from '@ci-kit/attest/plan/planned-statement'
import type { ReadyStatement, StoredStatement } from '@ci-kit/attest/store/stored'
import type { ImageManifest, ImageSubject } from '@ci-kit/attest/subjects/subject'
import type { NewSubject } from '@ci-kit/attestation/sign/statement-document'
import { type Digest, digestOf } from '@ci-kit/oci/digest'

export const digestFor = (text: string): Digest => digestOf(Buffer.from(text))

const manifest = (platform: string, text: string): ImageManifest => ({
  platform,
  descriptor: {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digestFor(text),
    size: 7,
  },
})

/** `ghcr.io/octo/<name>`, an index of two platforms. */
export const sampleImage = (name = 'api'): ImageSubject => ({
  kind: 'image',
  registry: 'ghcr.io',
  repository: `octo/${name}`,
  name: `ghcr.io/octo/${name}`,
  top: manifest('', `${name} index`),
  platforms: [manifest('linux/amd64', `${name} amd64`), manifest('linux/arm64', `${name} arm64`)],
})

export const provenanceOf = (image: ImageSubject): PlannedStatement => {
  const manifests = [image.top, ...image.platforms]
  return {
    statement: {
      subjects: manifests.map(({ descriptor }) => ({
        name: image.name,
        digest: descriptor.digest,
      })),
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {},
    },
    kind: 'provenance',
    places: manifests.map((each) => ({ image, manifest: each })),
  }
}

/** About the first platform alone. */
export const sbomOf = (image: ImageSubject): PlannedStatement => {
  const [first = image.top] = image.platforms
  return {
    statement: {
      subjects: [{ name: image.name, digest: first.descriptor.digest }],
      predicateType: 'https://spdx.dev/Document/v2.3',
      predicate: {},
    },
    kind: 'sbom',
    places: [{ image, manifest: first }],
  }
}

export const fileStatement = (name = 'shop.tar.gz'): PlannedStatement => ({
  statement: {
    subjects: [{ name, digest: digestFor(name) }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {},
  },
  kind: 'provenance',
  places: [],
})

/** A bundle that is about these subjects; its signature is none. */
export const sampleBundle = (subjects: readonly NewSubject[], sig = 'c2ln'): Uint8Array => {
  const statement = {
    subject: subjects.map(({ name, digest }) => ({ name, digest: { sha256: digest.slice(7) } })),
  }
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64')
  const dsseEnvelope = {
    payload,
    payloadType: 'application/vnd.in-toto+json',
    signatures: [{ sig }],
  }
  return Buffer.from(JSON.stringify({ mediaType: 'bundle', dsseEnvelope }))
}

export const ready = (
  planned: PlannedStatement,
  more: Partial<ReadyStatement['signed']> = {},
): ReadyStatement => ({
  planned,
  signed: {
    bundle: sampleBundle(planned.statement.subjects, Buffer.from(planned.kind).toString('base64')),
    logIndices: ['42'],
    proof: 'log',
    logOutage: undefined,
    ...more,
  },
  reused: false,
})

/** Attached at all of its places and stored on GitHub. */
export const stored = (
  planned: PlannedStatement,
  more: Partial<StoredStatement> = {},
  signed: Partial<ReadyStatement['signed']> = {},
): StoredStatement => ({
  ...ready(planned, signed),
  attached: planned.places.map((place) => ({
    place,
    digest: digestFor(`referrer of ${place.manifest.platform} ${planned.kind}`),
    listedBy: 'api',
  })),
  attestationId: '4711',
  attestationUrl: 'https://github.com/octo/shop/attestations/4711',
  bundlePath: `/temp/${planned.kind}.sigstore.json`,
  ...more,
})

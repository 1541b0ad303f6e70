import type { Claim } from '@ci-kit/attest/predicates/claim'
import type { FileSubject, ImageManifest, ImageSubject } from '@ci-kit/attest/subjects/subject'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'

export const digest = (text: string): Digest => digestOf(Buffer.from(text))

const manifest = (platform: string, mediaType: string, content: string): ImageManifest => ({
  platform,
  descriptor: { mediaType, digest: digest(content), size: content.length },
})

/** An image without platforms; the digest is that of its content. */
export const singleImage = (
  name: string,
  content = name,
  platform = 'linux/amd64',
): ImageSubject => ({
  kind: 'image',
  registry: 'ghcr.io',
  repository: name,
  name: `ghcr.io/${name}`,
  top: manifest(platform, OCI_MANIFEST, content),
  platforms: [],
})

/** An index; the digests are those of `<name>` and `<name> <platform>`. */
export const indexImage = (name: string, ...platforms: readonly string[]): ImageSubject => ({
  ...singleImage(name),
  top: manifest('', OCI_INDEX, name),
  platforms: platforms.map((platform) => manifest(platform, OCI_MANIFEST, `${name} ${platform}`)),
})

export const fileOf = (name: string, content = name): FileSubject => ({
  kind: 'file',
  name,
  digest: digest(content),
})

export const claim = (about: Claim['about'], more: Partial<Claim> = {}): Claim => ({
  kind: 'sbom',
  predicateType: 'https://spdx.dev/Document/v2.3',
  predicate: { a: 1 },
  namedDigests: [],
  source: "Input 'sbom': the file 'app.json'",
  about,
  ...more,
})

export const provenance = (predicate: Claim['predicate'] = { build: 1 }): Claim =>
  claim(
    { kind: 'whole' },
    { kind: 'provenance', predicateType: 'https://slsa.dev/provenance/v1', predicate },
  )

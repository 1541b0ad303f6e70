import type { ArchiveTarget, ImageTarget } from '../target/target.ts'
import type { PathCommand, ScanSubject } from '../trivy/scan-request.ts'

/** One platform of an artifact, or all of one that has no platforms. */
export type ArtifactPart = {
  /** `linux/arm64`, '' where there is none or it is not known. */
  readonly platform: string
  /** Of the scanned manifest, '' for what is no image. */
  readonly digest: string
  readonly subject: ScanSubject
}

/** What is scanned, by digests where it has some. */
export type Artifact = {
  /** What people call it: `registry/name:tag`, a path. */
  readonly name: string
  /** `registry/name@sha256:…`, or the name where there is no digest. */
  readonly reference: string
  /** Of the image or index that was asked for, '' when there is none. */
  readonly digest: string
  readonly parts: readonly ArtifactPart[]
}

export const imageArtifact = ({ name, repository, digest, platforms }: ImageTarget): Artifact => ({
  name,
  reference: `${repository}@${digest}`,
  digest,
  parts: platforms.map(({ platform, digest, reference }) => ({
    platform,
    digest,
    subject: { kind: 'registry', reference },
  })),
})

export const archiveArtifact = ({ name, digest, platforms }: ArchiveTarget): Artifact => ({
  name,
  reference: digest === '' ? name : `${name}@${digest}`,
  digest,
  parts: platforms.map(({ platform, digest, input, folder }) => ({
    platform,
    digest,
    subject: { kind: 'archive', input, folder },
  })),
})

export const pathArtifact = (kind: PathCommand, path: string): Artifact => ({
  name: path,
  reference: path,
  digest: '',
  parts: [{ platform: '', digest: '', subject: { kind, path } }],
})

/** What people call a part in messages: `ghcr.io/org/app:1 (linux/arm64)`. */
export const partName = ({ name }: Artifact, { platform }: ArtifactPart): string =>
  platform === '' ? name : `${name} (${platform})`

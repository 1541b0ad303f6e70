/** One platform of an image in a registry. */
export type PlatformImage = {
  /** `linux/arm64`, '' where the image does not say. */
  readonly platform: string
  /** Of its manifest. */
  readonly digest: string
  /** `registry/repository@sha256:…` */
  readonly reference: string
}

/** An image in a registry, with what will be scanned of it. */
export type ImageTarget = {
  /** As the workflow names it. */
  readonly name: string
  /** `registry/repository` */
  readonly repository: string
  /** Of the manifest or index that the name stands for. */
  readonly digest: string
  readonly platforms: readonly PlatformImage[]
}

/** One platform of an image in a file. */
export type PlatformArchive = {
  readonly platform: string
  /** Of its manifest, '' where the archive has none. */
  readonly digest: string
  /** What trivy is given, relative to the folder in which it has to run. */
  readonly input: string
  readonly folder: string
}

/** An image in an archive or an OCI layout. */
export type ArchiveTarget = {
  /** The path as the workflow names it. */
  readonly name: string
  /** Of the image or index that it holds, '' where it does not say, or holds several. */
  readonly digest: string
  readonly platforms: readonly PlatformArchive[]
}

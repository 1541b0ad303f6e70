/** What the locations of findings are about. All paths are relative to the root of the repository. */
export type SarifSource =
  | {
      readonly kind: 'image'
      /** The line that chose the base of the image: `FROM` of the final stage. */
      readonly dockerfile?: { readonly path: string; readonly line: number }
    }
  /** A scanned folder, '' for the root of the repository. */
  | { readonly kind: 'files'; readonly folder: string }
  /** One file that stands for all in it: an SBOM, an archive of an image. */
  | { readonly kind: 'file'; readonly path: string }

export type SarifOptions = {
  readonly source: SarifSource
  /** `0.74.0` */
  readonly trivyVersion: string
  /** `trivy-scan/<image repository>`: the category without the platform. */
  readonly category: string
}

/** One file to write and to upload, within the limits of GitHub's code scanning. */
export type SarifFile = {
  readonly text: string
  /** Of its runs, in their order; each but once. */
  readonly categories: readonly string[]
  /** Sentences to print: what was left out, and why. */
  readonly notes: readonly string[]
}

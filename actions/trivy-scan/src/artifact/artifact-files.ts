import type { ReportFormat } from '../inputs/formats.ts'

/** The kinds of files that each artifact has of its own; the others are one for the whole step. */
export type ArtifactFormat = Exclude<ReportFormat, 'table' | 'summary'>

/** A file that was written for an artifact. */
export type ArtifactFile = {
  readonly format: ArtifactFormat
  /** Absolute. */
  readonly path: string
  /** What it is about, where it is about one platform: '' where that has no name. */
  readonly platform?: string
  /** Of the manifest that it is about, '' for what is no image. */
  readonly digest?: string
}

import type { NewStatement } from '@ci-kit/attestation/sign/statement-document'
import type { ImageManifest, ImageSubject } from '../subjects/subject.ts'

/** A manifest in a registry to which a statement is attached. */
export type Place = { readonly image: ImageSubject; readonly manifest: ImageManifest }

/** A statement that has to be there when the step ends. */
export type PlannedStatement = {
  readonly statement: NewStatement
  /** For people: `provenance`, `sbom`, `vulns`, `openvex`, or the predicate's type. */
  readonly kind: string
  /** One for each digest that it is about, so that it is found at each of them; empty for files. */
  readonly places: readonly Place[]
}

import type { Digest } from '@ci-kit/oci/digest'
import type { Discovery } from '../discover/discovery.ts'

/** A place where statements about a digest may be. Whoever could not ask throws `UserError`: an empty answer means that there are none. */
export type EvidenceSource = {
  /** For people: `registry ghcr.io/org/app`, `GitHub`, `bundle.json`. */
  readonly name: string
  /** The types are a filter by what bundles say of themselves; more may come. */
  find(subject: Digest, predicateTypes: readonly string[]): Promise<Discovery>
}

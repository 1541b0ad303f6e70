import type { Json } from '@ci-kit/core/json'
import type { Digest } from '@ci-kit/oci/digest'

/**
 * Which subjects something is said of.
 * - `whole`: an image with all its platforms in one statement, or all files in one
 * - `own`: the one manifest that was named; no index of several platforms
 * - `index`: the index itself, not its platforms
 * - `platform`: the manifest of that platform, `linux/amd64`
 * - `digest`: exactly this manifest or file
 */
export type About =
  | { readonly kind: 'whole' }
  | { readonly kind: 'own' }
  | { readonly kind: 'index' }
  | { readonly kind: 'platform'; readonly platform: string }
  | { readonly kind: 'digest'; readonly digest: Digest }

/** What can be said: a predicate that was read and checked, without its subjects. */
export type PredicateDocument = {
  /** For people: `provenance`, `sbom`, `vulns`, `openvex`, or the predicate's type. */
  readonly kind: string
  /** A URI. */
  readonly predicateType: string
  readonly predicate: Json
  /** Of images that the document names itself; empty where it names none. */
  readonly namedDigests: readonly Digest[]
}

/** What is to be said of which subjects. */
export type Claim = PredicateDocument & {
  readonly about: About
  /** For messages: `input 'sbom', file 'app.spdx.json'`. */
  readonly source: string
}

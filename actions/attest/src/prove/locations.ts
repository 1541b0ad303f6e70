import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { Digest } from '@ci-kit/oci/digest'
import { byPlace } from '../plan/by-place.ts'
import type { Place } from '../plan/planned-statement.ts'
import type { Ready } from '../sign-missing.ts'
import { type Stored, storesOf } from '../store/store-statements.ts'

/** Somewhere that bundles have to be found again. */
export type Location = {
  /** `ghcr.io/org/app`, or the name of a file. */
  readonly name: string
  readonly subject: Digest
  readonly source: EvidenceSource
  readonly expected: readonly Expected[]
}

/** `bundle` is what is stored there, which may be another equal one than that of the statement. */
export type Expected = { readonly statement: Ready; readonly bundle: Uint8Array }

export type LocatingPorts = {
  registry(place: Place): EvidenceSource
  /** Undefined without a token. */
  readonly github: EvidenceSource | undefined
  /** The bundles as they were written to files. */
  readonly files: EvidenceSource
}

/** Every manifest with what is attached to it; GitHub, or the files of an artifact, with each statement by its first subject. */
export const locationsOf = (
  ready: readonly Ready[],
  { stores }: Pick<Stored, 'stores'>,
  ports: LocatingPorts,
): readonly Location[] => [
  ...(stores.images.includes('registry') ? attachedOnes(ready, ports) : []),
  ...ready.flatMap((statement) => {
    const words = storesOf(statement, stores)
    const source = words.includes('github') ? ports.github : undefined
    const kept = words.includes('artifact') ? ports.files : undefined
    return [source, kept].flatMap((each) =>
      each === undefined ? [] : firstSubject(statement, each),
    )
  }),
]

const attachedOnes = (ready: readonly Ready[], { registry }: LocatingPorts): readonly Location[] =>
  byPlace(ready, ({ planned }) => planned.places).map((group) => {
    const [{ place }] = group
    return {
      name: place.image.name,
      subject: place.manifest.descriptor.digest,
      source: registry(place),
      expected: group.map(({ item, place: own }) => ({
        statement: item,
        bundle: bundleAt(item, own),
      })),
    }
  })

const bundleAt = ({ reuse, signed }: Ready, place: Place): Uint8Array =>
  reuse.presentAt.find((present) => present.place === place)?.found.bundle ?? signed.bundle

const firstSubject = (statement: Ready, source: EvidenceSource): readonly Location[] => {
  const [subject] = statement.planned.statement.subjects
  if (subject === undefined) return []
  const { name, digest } = subject
  const expected = [{ statement, bundle: statement.signed.bundle }]
  return [{ name, subject: digest, source, expected }]
}

import { UserError } from '@ci-kit/core/errors'
import { type InputReader, lines, list } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type { SubjectInputs } from './subjects.ts'

const PLACES = ['registry', 'github', 'files'] as const

export type EvidencePlace = (typeof PLACES)[number]

/** Where statements are looked for. */
export type EvidenceInputs = {
  /** `auto` is files alone when there are some, otherwise the registry, and GitHub when that is not enough. */
  readonly places: 'auto' | readonly EvidencePlace[]
  /** Paths of files with bundles, relative to the workspace. */
  readonly bundlePaths: readonly string[]
}

/** Reads where statements come from. Throws {@link UserError} for places that cannot hold any about the subjects. */
export const evidence = (from: InputReader, subjects: SubjectInputs): EvidenceInputs => {
  const bundlePaths = [...new Set(lines(from, 'bundle-path'))]
  const places = placesIn(from)
  if (places === 'auto') return { places, bundlePaths }
  const asks = (place: EvidencePlace) => places.includes(place)
  if (asks('files') && bundlePaths.length === 0)
    throw new UserError(
      "Input 'evidence' has 'files', and 'bundle-path' is not set. Add 'bundle-path' with the files that hold the bundles.",
    )
  if (!asks('files') && bundlePaths.length > 0)
    throw new UserError(
      "Input 'bundle-path' is set, and 'evidence' leaves files out. Add 'files' to 'evidence', or leave 'bundle-path' out.",
    )
  if (!asks('github') && !asks('files') && subjects.paths.length + subjects.digests.length > 0)
    throw new UserError(
      "Input 'evidence' is 'registry', and 'subject-path' and 'subject-digest' are in no registry. Add 'github', or 'files' with 'bundle-path'.",
    )
  if (asks('registry') && subjects.images.length === 0)
    throw new UserError(
      "Input 'evidence' has 'registry', and no image is named. Add 'images', or leave 'registry' out.",
    )
  return { places, bundlePaths }
}

const placesIn = (from: InputReader): EvidenceInputs['places'] => {
  const entries = [...new Set(list(from, 'evidence'))]
  if (entries.length === 0 || (entries.length === 1 && entries[0] === 'auto')) return 'auto'
  if (entries.includes('auto'))
    throw new UserError(
      "Input 'evidence' has 'auto' beside other entries. Write 'auto' alone, or only the places that are to be asked.",
    )
  return entries.map((entry) => {
    const place = PLACES.find((each) => each === entry)
    if (place !== undefined) return place
    throw new UserError(
      `Input 'evidence' has the entry '${visible(entry, 100)}'. Use 'auto', or some of ${PLACES.map((each) => `'${each}'`).join(', ')}.`,
    )
  })
}

import { UserError } from '@ci-kit/core/errors'
import { choice, type InputReader, lines, list, optionalText } from '@ci-kit/core/inputs'

/** What is attested, as the workflow names it. Exactly one of the four ways is used. */
export type NamedSubjects =
  | { readonly kind: 'images'; readonly lines: readonly string[]; readonly platforms: Platforms }
  | {
      readonly kind: 'digest'
      readonly name: string
      readonly digest: string
      readonly platforms: Platforms
    }
  | {
      readonly kind: 'files'
      /** Paths and patterns relative to the workspace. */
      readonly patterns: readonly string[]
      /** '' for the names of the files. */
      readonly name: string
    }
  | { readonly kind: 'checksums'; readonly text: string }

/** How far an index is looked into. */
export type Platforms = 'all' | 'none'

const WAYS = ['images', 'subject-digest', 'subject-path', 'subject-checksums'] as const

/** Reads what is attested. Throws {@link UserError} unless the workflow says it in exactly one way. */
export const namedSubjects = (from: InputReader): NamedSubjects => {
  const used = WAYS.filter((name) => optionalText(from, name) !== '')
  const [way] = used
  if (way === undefined)
    throw new UserError(
      "No input says what is to be attested. Add 'images: ghcr.io/org/app@sha256:…' under 'with:', or 'subject-path' with files, 'subject-checksums', or 'subject-name' and 'subject-digest'.",
    )
  if (used.length > 1)
    throw new UserError(
      `Inputs ${used.map((name) => `'${name}'`).join(' and ')} are ${used.length > 2 ? 'all' : 'both'} set. Use one of them, and a second step for the other.`,
    )
  const name = optionalText(from, 'subject-name')
  const platforms = choice(from, 'platforms', ['all', 'none'])
  switch (way) {
    case 'images':
      return { kind: 'images', lines: imageLines(from), platforms: unnamed(name, platforms) }
    case 'subject-digest':
      return { kind: 'digest', ...digest(from, name), platforms }
    case 'subject-path':
      return { kind: 'files', patterns: list(from, 'subject-path'), name }
    case 'subject-checksums':
      return unnamed(name, { kind: 'checksums', text: from.read('subject-checksums') })
  }
}

/** Green would claim that something is attested. */
const imageLines = (from: InputReader): readonly string[] => {
  const named = lines(from, 'images')
  if (named.length > 0) return named
  throw new UserError(
    "Input 'images' has comments only, and names no image. Write one a line, such as 'ghcr.io/org/app@sha256:…'.",
  )
}

const digest = (from: InputReader, name: string) => {
  if (name !== '') return { name, digest: optionalText(from, 'subject-digest') }
  throw new UserError(
    "Input 'subject-digest' is set, and 'subject-name' is not. Add the name, such as 'subject-name: ghcr.io/org/app'.",
  )
}

/** The name would go nowhere. */
const unnamed = <T>(name: string, value: T): T => {
  if (name === '') return value
  throw new UserError(
    "Input 'subject-name' is set, and what is attested has names already. Use it with 'subject-digest' or 'subject-path' only.",
  )
}

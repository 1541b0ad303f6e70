import { UserError } from '@ci-kit/core/errors'
import { type InputReader, oneOf, optionalText, secret, text } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import { LIST_FORMATS, type ListFormat } from './lists.ts'
import { isSha } from './sha.ts'

export type Inputs = {
  readonly filters: FilterSource
  /** A commit id or the name of a branch or tag. */
  readonly base: string | undefined
  readonly ref: string | undefined
  /** '' when the workflow gives none; then Git alone has to tell. */
  readonly token: string
  /** Relative to the workspace, '' for the workspace itself. */
  readonly workingDirectory: string
  readonly listFiles: ListFormat
}

export type FilterSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }

/** Reads and checks the action's inputs; throws {@link UserError}. */
export const parseInputs = (read: InputReader): Inputs => ({
  filters: filterSource(text(read, 'filters'), read.read('filters')),
  base: revision(read, 'base'),
  ref: revision(read, 'ref'),
  token: secret(read, 'token'),
  workingDirectory: optionalText(read, 'working-directory'),
  listFiles: oneOf(read, 'list-files', LIST_FORMATS),
})

/** As dorny/paths-filter tells them apart: YAML with filters has a colon in it. */
const filterSource = (value: string, asWritten: string): FilterSource =>
  /[:\n]/.test(value) ? { kind: 'text', text: asWritten } : { kind: 'file', path: value }

/** What git check-ref-format refuses, so that no name reads as an option or as a revision expression. */
const NOT_IN_REFS = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock$/u

const revision = (read: InputReader, name: string): string | undefined => {
  const value = optionalText(read, name)
  if (value === '') return undefined
  if (isSha(value.toLowerCase())) return value.toLowerCase()
  if (value === 'HEAD' || value === '@' || NOT_IN_REFS.test(value)) {
    throw new UserError(
      `Input '${name}' is '${visible(value)}'. Use the name of a branch or tag, or a full commit id.`,
    )
  }
  return value
}

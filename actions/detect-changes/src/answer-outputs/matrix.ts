import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { JsonValue } from '../component.ts'
import type { Answer, Cause, Selection } from '../selection.ts'

/** A job of `strategy.matrix`: `component`, `path`, `reason` and `files-count`, then the metadata as written. */
export type MatrixRow = { readonly [member: string]: JsonValue }
export type Matrix = { readonly include: readonly MatrixRow[] }

/** The outputs that hold the matrix, in the order in which they are filled. */
export const MATRIX_OUTPUTS = ['matrix', 'matrix-2', 'matrix-3', 'matrix-4'] as const
export type Matrices = Readonly<Record<(typeof MATRIX_OUTPUTS)[number], Matrix>>

/** GitHub runs no more jobs than these from one matrix. */
export const MATRIX_ROWS = 256

/**
 * The selected components as `strategy.matrix`, in their order, 256 rows an
 * output. Throws {@link UserError} when they do not fit all four.
 */
export const matricesOf = ({ selections }: Answer): Matrices => {
  const rows = selections.flatMap((selection) =>
    selection.cause === undefined ? [] : [rowOf(selection, selection.cause)],
  )
  const most = MATRIX_ROWS * MATRIX_OUTPUTS.length
  if (rows.length > most) {
    throw new UserError(
      `${rows.length} components are selected, and the matrices have room for ${most}. Let some of them share a component.`,
    )
  }
  const chunk = (index: number): Matrix => ({
    include: rows.slice(index * MATRIX_ROWS, (index + 1) * MATRIX_ROWS),
  })
  return { matrix: chunk(0), 'matrix-2': chunk(1), 'matrix-3': chunk(2), 'matrix-4': chunk(3) }
}

/** How many of the outputs hold a row. */
export const usedMatrices = (matrices: Matrices): number =>
  MATRIX_OUTPUTS.filter((name) => matrices[name].include.length > 0).length

/** Members that metadata never replaces; expressions compare names without case. */
const OWN_MEMBERS = ['component', 'path', 'reason', 'files-count']

/** Made with fromEntries, so that a member `__proto__` is one like any other. */
const rowOf = ({ component, files }: Selection, cause: Cause): MatrixRow =>
  Object.fromEntries<JsonValue>([
    ['component', component.name],
    ['path', component.path],
    ['reason', reasonOf(cause)],
    ['files-count', files.length],
    ...[...component.metadata].filter(([name]) => !OWN_MEMBERS.includes(name.toLowerCase())),
  ])

/** All outputs of a job share 1 MB, and there may be a thousand rows. */
const REASON_LIMIT = 100

/**
 * Holds no name of a file: a value of a matrix ends up in names of jobs and in
 * scripts, and the author of a pull request chooses the names of files.
 */
const reasonOf = (cause: Cause): string => {
  switch (cause.kind) {
    case 'file':
      return visible(cause.rule.pattern, REASON_LIMIT)
    case 'dependency':
      return `needs ${visible(cause.path.at(-1) ?? '', REASON_LIMIT)}`
    case 'global':
      return `all-on ${visible(cause.rule.pattern, REASON_LIMIT)}`
    case 'everything':
      return `everything: ${visible(cause.why, REASON_LIMIT)}`
  }
}

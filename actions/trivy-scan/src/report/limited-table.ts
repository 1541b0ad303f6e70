import { counted } from '@ci-kit/core/amounts'
import { table } from '@ci-kit/core/markdown'

export type TableLimits = {
  readonly rows: number
  /** Of the finished Markdown, in UTF-8, without the closing note. */
  readonly bytes: number
}

/**
 * A table of as many rows as fit, one for each entry, and a note on the others,
 * which `noun` is for one of. Text that is escaped takes up to ten times its
 * length, so rows alone are no limit. '' without entries.
 */
export const limitedTable = <T>(
  header: readonly string[],
  entries: readonly T[],
  row: (entry: T) => readonly string[],
  limits: TableLimits,
  noun: string,
): string => {
  const shown = fittingRows(entries.slice(0, limits.rows).map(row), limits.bytes)
  const more = entries.length - shown.length
  const note = more > 0 ? `\n\nAnd ${counted(more, `more ${noun}`)}, which other reports have.` : ''
  return `${shown.length === 0 ? '' : table(header, shown)}${note}`.trim()
}

const fittingRows = (
  rows: readonly (readonly string[])[],
  bytes: number,
): readonly (readonly string[])[] => {
  let sum = 0
  const tooMany = rows.findIndex((cells) => {
    sum += Buffer.byteLength(cells.join(' | ')) + 6
    return sum > bytes
  })
  return tooMany === -1 ? rows : rows.slice(0, tooMany)
}

/** Rows of a table in plain text, one a line; columns are as wide as their widest cell. */
export const alignedRows = (rows: readonly (readonly string[])[]): readonly string[] => {
  const [first = []] = rows
  const widths = first.map((_cell, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

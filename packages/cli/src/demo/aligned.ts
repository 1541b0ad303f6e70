/** Rows with a rule below the first; the columns of these names are aligned to the right. */
export const aligned = (rows: readonly (readonly string[])[], right: readonly string[]): string => {
  const [header = [], ...body] = rows
  const widths = header.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0
        return right.includes(header[at] ?? '') ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width))
  return [header, rule, ...body].map(line).join('\n')
}

/** Seconds as people read them. */
export const tenths = (value: number): string => value.toFixed(1)

/** Seconds as scripts read them, to the millisecond. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000

/**
 * One line of CSV as BuildKit and buildx read it (encoding/csv without lazy
 * quotes), undefined when it is none. A quote stands only around a whole field
 * or twice inside such a one.
 */
export const csvFields = (line: string): readonly string[] | undefined => {
  const fields: string[] = []
  let rest: string | undefined = line
  while (rest !== undefined) {
    const [whole, quoted, plain]: (string | undefined)[] = FIELD.exec(rest) ?? []
    if (whole === undefined) return undefined
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    rest = whole.length === rest.length ? undefined : rest.slice(whole.length + 1)
  }
  return fields
}

const FIELD = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|$)/

/** Fields as one line of CSV: what holds a comma, a quote or a line end is quoted. */
export const csvLine = (fields: readonly string[]): string =>
  fields
    .map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',')

/** A record of CSV with the line, from 1, that it starts in. */
export type CsvRecord = { readonly line: number; readonly fields: readonly string[] }

const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y

/**
 * CSV as RFC 4180 has it: quoted fields may hold commas, line ends and doubled
 * quotes. Empty lines are left out. Answers the line of the fault for a text
 * that is none, such as a quote that is never closed.
 */
export const csvRecords = function* (text: string): Generator<CsvRecord, number | undefined> {
  let at = 0
  let line = 1
  let start = 1
  let fields: string[] = []
  while (at < text.length || fields.length > 0) {
    FIELD.lastIndex = at
    const [whole, quoted, plain, end]: (string | undefined)[] = FIELD.exec(text) ?? []
    if (whole === undefined) return line
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    at += whole.length
    line += lineEnds(whole)
    if (end === ',') continue
    if (fields.length > 1 || fields[0] !== '') yield { line: start, fields }
    fields = []
    start = line
  }
  return undefined
}

const lineEnds = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0

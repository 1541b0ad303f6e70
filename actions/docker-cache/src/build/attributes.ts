import { csvFields, csvLine } from '../csv.ts'

export type Attribute = readonly [name: string, value: string | number | boolean]

/** Attributes as buildx reads them: one line of CSV, so that no value can become another attribute. */
export const attributes = (from: readonly Attribute[]): string =>
  csvLine(from.map(([name, value]) => `${name}=${value}`))

/**
 * The other way round, as buildx does it: names in lower case, without space
 * around them, and the last one of a name counts. What is no attribute is left out.
 */
export const parseAttributes = (line: string): ReadonlyMap<string, string> =>
  new Map(
    (csvFields(line) ?? []).flatMap((field) => {
      const equals = field.indexOf('=')
      return equals < 1
        ? []
        : [[field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1)] as const]
    }),
  )

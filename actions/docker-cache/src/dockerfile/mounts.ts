import type { Instruction } from './dockerfile.ts'

/** One `--mount` as written: its fields in lower case, and those that have a meaning of their own. */
export type Mount = {
  /** As written; `bind` when left out. */
  readonly type: string
  readonly from: string | undefined
  readonly fields: ReadonlyMap<string, string>
  readonly text: string
}

/** Other spellings of fields (parseMount of BuildKit's instructions). */
const SPELLINGS = new Map([
  ['src', 'source'],
  ['dst', 'target'],
  ['destination', 'target'],
])

/** The mounts of RUN in order. */
export const mountsOf = ({ name, flags }: Instruction): Mount[] =>
  name !== 'RUN'
    ? []
    : flags.filter((flag) => flag.name === 'mount').map(({ value }) => mount(value))

const mount = (text: string): Mount => {
  const fields = new Map(
    csvFields(text).map((field): [string, string] => {
      const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(field) ?? []
      const lower = key.trim().toLowerCase()
      return [SPELLINGS.get(lower) ?? lower, value]
    }),
  )
  return { type: fields.get('type') ?? 'bind', from: fields.get('from'), fields, text }
}

/** Fields of one CSV line; a quoted one may hold commas, and quotes as `""`. */
const csvFields = (text: string): string[] =>
  (text.match(/"(?:[^"]|"")*"?|[^,"][^,]*/g) ?? []).map((field) =>
    field.startsWith('"') ? field.replace(/^"|"$/g, '').replaceAll('""', '"') : field,
  )

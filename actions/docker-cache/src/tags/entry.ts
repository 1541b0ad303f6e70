import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { numberedLines } from '@ci-kit/core/numbered-lines'

/** One line of an input that holds rules. */
export type Entry = { readonly input: 'tags' | 'flavor'; readonly text: string }

/** An attribute `name=value` of an entry; a field without a name is its `value`. */
export type Attribute = { readonly name: string; readonly value: string; readonly named: boolean }

/** How much of an entry a message repeats. */
const SHOWN = 200

/** The error about an entry, with what to do about it. */
export const refused = ({ input, text }: Entry, fix: string): UserError =>
  new UserError(`Input '${input}' has the entry '${visible(text, SHOWN)}'. ${fix}`)

/** The entries of an input: its lines without comments. */
export const entriesOf = (input: Entry['input'], text: string): readonly Entry[] =>
  numberedLines(text).map(({ line }) => ({ input, text: line }))

const FIELD = /(?:^|,)(?:\s*"((?:[^"]|"")*)"\s*|([^",]*))(?=,|$)/g

/** The attributes of an entry, which is a line of CSV (RFC 4180). Empty fields are dropped. */
export const attributesOf = (entry: Entry): readonly Attribute[] => {
  const fields = [...entry.text.matchAll(FIELD)]
  if (fields.map(([whole]) => whole).join('') !== entry.text) {
    throw refused(entry, `Quote an attribute as a whole: "value=a,b"; a quote inside is doubled.`)
  }
  return fields
    .map(([, quoted, plain = '']) => (quoted?.replaceAll('""', '"') ?? plain).trim())
    .filter((field) => field !== '')
    .map(attribute)
}

const attribute = (field: string): Attribute => {
  const [, name, value] = /^([a-z]+)\s*=\s*(.*)$/is.exec(field) ?? []
  return name === undefined || value === undefined
    ? { name: 'value', value: field, named: false }
    : { name: name.toLowerCase(), value, named: true }
}

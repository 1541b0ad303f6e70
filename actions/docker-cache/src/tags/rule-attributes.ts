import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { attributesOf, type Entry, refused } from './entry.ts'
import { GLOBAL, type GlobalExpression, parseTemplate, type Template } from './template.ts'

/** The attributes of one rule by name. */
export type Attributes = { readonly entry: Entry; readonly values: ReadonlyMap<string, string> }

/** What every type of rule understands. */
const COMMON = ['enable', 'priority', 'prefix', 'suffix']

/** Reads the attributes; throws a UserError for one that is given twice, or has no name where that says nothing. */
export const readAttributes = (entry: Entry): Attributes => {
  const attributes = attributesOf(entry)
  const names = attributes.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw refused(
      entry,
      `It gives '${twice}' twice. Write one rule a line, and quotes around a value with a comma: "${twice}=a,b".`,
    )
  }
  const values = new Map(attributes.map(({ name, value }) => [name, value]))
  const nameless = attributes.find(({ named }) => !named)
  if (nameless !== undefined && (values.get('type') ?? 'raw') !== 'raw') {
    throw refused(
      entry,
      `'${visible(nameless.value, 80)}' belongs to no attribute. Write quotes around an attribute with a comma: "pattern=a,b".`,
    )
  }
  return { entry, values }
}

/** Throws a UserError for attributes that mean nothing to a rule of this type. */
export const refuseOthers = (
  { entry, values }: Attributes,
  type: string,
  own: readonly string[],
): void => {
  const allowed = [...own, ...COMMON]
  const other = [...values.keys()].find((name) => name !== 'type' && !allowed.includes(name))
  if (other === undefined) return
  throw refused(entry, `'type=${type}' has no '${other}'. Use ${allowed.join(', ')}.`)
}

/** One of the words that an attribute may be; `unset` stands for none. */
export const choice = <const Choice extends string>(
  { entry, values }: Attributes,
  name: string,
  choices: readonly Choice[],
  unset?: Choice,
): Choice => {
  const value = values.get(name) ?? unset
  const found = choices.find((candidate) => candidate === value)
  if (found !== undefined) return found
  const all = choices.map((candidate) => `'${name}=${candidate}'`).join(', ')
  throw refused(entry, `Use one of ${all}.`)
}

/** The text of an attribute that has to be there. */
export const required = ({ entry, values }: Attributes, name: string, form: string): string => {
  const value = values.get(name)
  if (value !== undefined && value !== '') return value
  throw refused(entry, `Add '${name}=…', such as '${form}'.`)
}

/** The template of an attribute, undefined without it. */
export const template = (
  { entry, values }: Attributes,
  name: string,
): Template<GlobalExpression> | undefined => {
  const value = values.get(name)
  return value === undefined ? undefined : parseTemplate(value, entry, GLOBAL)
}

/** As {@link template}; an empty attribute counts as none. */
export const templateUnlessEmpty = (
  from: Attributes,
  name: string,
): Template<GlobalExpression> | undefined =>
  from.values.get(name) ? template(from, name) : undefined

/** A whole number. */
export const integer = ({ entry, values }: Attributes, name: string, unset: number): number => {
  const value = values.get(name) ?? String(unset)
  if (/^-?\d{1,9}$/.test(value)) return Number(value)
  throw refused(entry, `'${name}' has to be a whole number, such as '${name}=${unset}'.`)
}

/** `text` as a regular expression, `/text/flags` with flags. */
export const pattern = (text: string, entry: Entry): RegExp => {
  const [, source = text, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? []
  return regExp(source, flags, entry)
}

/** The regular expression, or a UserError with the reason why it is none. */
export const regExp = (source: string, flags: string, entry: Entry): RegExp => {
  try {
    return new RegExp(source, flags)
  } catch (thrown) {
    throw refused(entry, `${visible(messageOf(thrown), 200)}. Mend the regular expression.`)
  }
}

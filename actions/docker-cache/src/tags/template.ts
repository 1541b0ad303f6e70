import { visible } from '@ci-kit/core/log'
import { DATE_TOKEN_NAMES, type DateFormat, isTimeZone, parseDateFormat } from './date-format.ts'
import { type Entry, refused } from './entry.ts'

const GLOBAL_NAMES = [
  'branch',
  'tag',
  'sha',
  'base_ref',
  'is_default_branch',
  'is_not_default_branch',
] as const
const VERSION_NAMES = ['raw', 'version', 'major', 'minor', 'patch'] as const

export type DateExpression = {
  readonly name: 'date' | 'commit_date'
  readonly format: DateFormat
  readonly zone: string
}
export type GlobalExpression = { readonly name: (typeof GLOBAL_NAMES)[number] } | DateExpression
export type VersionExpression = { readonly name: (typeof VERSION_NAMES)[number] }

/** A text with expressions in it. Fixed tables, no template language: what an expression gives is never read again. */
export type Template<Expression> = readonly (string | Expression)[]

type Placeholders<Expression> = {
  /** The expression between two braces, undefined when there is none of that name. */
  parse(inside: string, entry: Entry): Expression | undefined
  /** What to write instead. */
  readonly allowed: string
}

const DATE_FORM = `{{date 'YYYYMMDD'}} or {{commit_date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}`
const listed = (names: readonly string[]): string => names.map((name) => `{{${name}}}`).join(', ')

const named = <const Name extends string>(
  names: readonly Name[],
  inside: string,
): { readonly name: Name } | undefined => {
  const name = names.find((candidate) => candidate === inside)
  return name === undefined ? undefined : { name }
}

const DATE = /^(date|commit_date)\s+(['"])([^'"]+)\2(?:\s+tz=(['"])([^'"]+)\4)?$/

const dateExpression = (inside: string, entry: Entry): DateExpression | undefined => {
  const [, name, , text, , zone = 'UTC'] = DATE.exec(inside) ?? []
  if (name === undefined || text === undefined) return undefined
  const format = parseDateFormat(text)
  if ('unknown' in format) {
    throw refused(
      entry,
      `The date format has '${visible(format.unknown)}', which has no meaning here. Use ${DATE_TOKEN_NAMES}, and [brackets] around words.`,
    )
  }
  if (!isTimeZone(zone)) {
    throw refused(
      entry,
      `There is no time zone '${visible(zone, 80)}'. Use a name such as 'Europe/Berlin'.`,
    )
  }
  return { name: name === 'date' ? 'date' : 'commit_date', format, zone }
}

/** For `prefix`, `suffix` and `value`. */
export const GLOBAL: Placeholders<GlobalExpression> = {
  parse: (inside, entry) => named(GLOBAL_NAMES, inside) ?? dateExpression(inside, entry),
  allowed: `${listed(GLOBAL_NAMES)}, ${DATE_FORM}`,
}

/** For the `pattern` of a schedule. */
export const DATES: Placeholders<DateExpression> = { parse: dateExpression, allowed: DATE_FORM }

/** For the `pattern` of a version. */
export const VERSIONS: Placeholders<VersionExpression> = {
  parse: (inside) => named(VERSION_NAMES, inside),
  allowed: listed(VERSION_NAMES),
}

/** Reads a text with `{{…}}` in it; throws a UserError that names the entry and what is allowed. */
export const parseTemplate = <Expression>(
  text: string,
  entry: Entry,
  { parse, allowed }: Placeholders<Expression>,
): Template<Expression> =>
  text
    // Three braces mean something in Handlebars, and nothing here.
    .split(/(\{{2,}[^{}]*\}{2,})/)
    .filter((part) => part !== '')
    .map((part) => {
      const inside = /^\{\{([^{}]*)\}\}$/.exec(part)?.[1]
      if (inside === undefined && !part.includes('{{')) return part
      const expression = inside === undefined ? undefined : parse(inside.trim(), entry)
      if (expression !== undefined) return expression
      throw refused(entry, `'${visible(part, 80)}' is not an expression here. Use ${allowed}.`)
    })

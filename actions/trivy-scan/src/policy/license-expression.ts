/** A licence as SPDX writes it: one name, or several of which all or any hold. */
export type LicenseExpression =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly LicenseExpression[] }

const MAX_TOKENS = 1000
const MAX_LEVELS = 50
const NAME = /^[a-z0-9][a-z0-9.:+-]*$/i

/**
 * Reads an SPDX expression such as `MIT OR (GPL-2.0-only WITH
 * Classpath-exception-2.0 AND BSD-3-Clause)`; a name with its exception is one
 * name. Undefined for free text (https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions).
 */
export const licenseExpression = (text: string): LicenseExpression | undefined => {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? []
  if (tokens.length > MAX_TOKENS) return undefined
  const read = alternatives({ tokens, at: 0, level: 0 })
  return read?.at === tokens.length ? read.expression : undefined
}

/** All names in an expression, in their order. */
export const licenseNames = (expression: LicenseExpression): readonly string[] =>
  expression.kind === 'name' ? [expression.name] : expression.parts.flatMap(licenseNames)

type At = { readonly tokens: readonly string[]; readonly at: number; readonly level: number }
type Read = { readonly expression: LicenseExpression; readonly at: number } | undefined

const alternatives = (from: At): Read => joined(from, 'or', (at) => joined(at, 'and', single))

const joined = (from: At, kind: 'and' | 'or', part: (at: At) => Read): Read => {
  const parts: LicenseExpression[] = []
  let { at } = from
  do {
    const read = part({ ...from, at: parts.length === 0 ? at : at + 1 })
    if (read === undefined) return undefined
    parts.push(read.expression)
    at = read.at
  } while (isWord(from.tokens[at], kind))
  const [only] = parts
  return { at, expression: parts.length === 1 && only ? only : { kind, parts } }
}

const single = (from: At): Read => {
  const { tokens, at, level } = from
  const token = tokens[at]
  if (token === '(') {
    const inner =
      level < MAX_LEVELS ? alternatives({ tokens, at: at + 1, level: level + 1 }) : undefined
    return inner && tokens[inner.at] === ')' ? { ...inner, at: inner.at + 1 } : undefined
  }
  if (!isName(token)) return undefined
  const exception = tokens[at + 2]
  if (!isWord(tokens[at + 1], 'with'))
    return { at: at + 1, expression: { kind: 'name', name: token } }
  if (!isName(exception)) return undefined
  return { at: at + 3, expression: { kind: 'name', name: `${token} WITH ${exception}` } }
}

const isWord = (token: string | undefined, word: string): boolean => token?.toLowerCase() === word

const isName = (token: string | undefined): token is string =>
  token !== undefined && NAME.test(token) && !/^(?:and|or|with)$/i.test(token)

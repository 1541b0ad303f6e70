import { isObject, type Json } from '@ci-kit/core/json'

/**
 * An answer of the Query protocol, `<NameResponse><NameResult>…`, with lists as
 * `<member>`s. Members that are undefined are left out.
 */
export const queryAnswer = (operation: string, answer: Json): string =>
  `<${operation}Response><${operation}Result>${xmlOf(answer)}</${operation}Result></${operation}Response>`

const xmlOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlOf(item)}</member>`).join('')
  if (!isObject(value)) return escaped(String(value))
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `<${name}>${xmlOf(member)}</${name}>`)
    .join('')
}

/** Also carriage returns, which a parser of XML would make line feeds. */
const escaped = (text: string): string =>
  text.replace(/[&<>\r]/g, (character) => `&#${character.charCodeAt(0)};`)

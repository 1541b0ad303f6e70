const LONGEST = 2_000

/** What the URL standard lets stand and RFC 3986, which other readers go by, does not. */
const NOT_IN_URI = /[^\w.~:/?#@!$&'()*+,;=%-]|%(?![\da-f]{2})|(?<=#.*)#/gi

/**
 * An address that may become a link: absolute, https, without credentials,
 * percent-encoded so that it is a URI of RFC 3986. '' for anything else.
 */
export const httpsAddress = (text: string): string => {
  if (text.length > LONGEST || !URL.canParse(text)) return ''
  const url = new URL(text)
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return ''
  // An address of IPv6 explains nothing to anybody, and is the one place for a bracket.
  if (url.host.includes('[')) return ''
  return url.href.replace(NOT_IN_URI, (character) => encodeURIComponent(character))
}

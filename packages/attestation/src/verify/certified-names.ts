/**
 * How Fulcio may write the address of a workflow into a certificate. Its
 * templates are those for HTML (sigstore/fulcio, pkg/identity/ciprovider/principal.go),
 * so that `v1.0+5` becomes `v1.0&#43;5`, and the subject alternative name is a
 * URI, in which `größe` becomes `gr%C3%B6%C3%9Fe`. The ref is certified as it is, too,
 * so nobody gets by with a branch that is named like another's escaped one.
 */
export const certifiedNames = (address: string): readonly [string, ...string[]] => {
  const escaped = forHtml(address)
  const others = [asUri(address), escaped, asUri(escaped)].filter((name) => name !== address)
  return [address, ...new Set(others)]
}

/** Go's html/template, html.go: htmlReplacementTable. */
const ENTITIES: Readonly<Record<string, string>> = {
  '"': '&#34;',
  '&': '&amp;',
  "'": '&#39;',
  '+': '&#43;',
  '<': '&lt;',
  '>': '&gt;',
}

const forHtml = (text: string): string => text.replace(/["&'+<>]/g, (one) => ENTITIES[one] ?? one)

/** Go's net/url, url.go: a path is left as it is when nothing in it needs an escape, else all of it is escaped. */
const asUri = (text: string): string =>
  /^[\w~.!$&'()*+,;=:@[\]%/#-]*$/.test(text)
    ? text
    : encodeURI(text.toWellFormed()).replace(
        /[!'()*]/g,
        (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
      )

import { ExchangeFault } from './exchange-fault.ts'
import { type HttpRequest, type HttpResponse, isLoopback, type Transport } from './http.ts'

const REDIRECTS = [301, 302, 303, 307, 308]
const MOST_REDIRECTS = 5

/** Why a URL that a registry named must not be asked, or `undefined`. */
export type UrlRule = (url: URL) => string | undefined

/**
 * The rule for every URL that comes from outside: https, or http where the
 * registry itself is asked over http, and then only on loopback or on the very
 * host that the caller allowed. So nobody on the way of an encrypted answer is
 * invited in, and a public registry cannot point at services of the runner.
 */
export const urlRule =
  (registry: URL): UrlRule =>
  (url) => {
    if (url.username !== '' || url.password !== '') return 'it holds a user name or password'
    if (url.protocol === 'https:') return undefined
    if (url.protocol !== 'http:') return `its scheme is ${url.protocol}`
    if (registry.protocol === 'https:') return 'it leads from https to plain http'
    const bothLoopback = isLoopback(url.hostname) && isLoopback(registry.hostname)
    return bothLoopback || url.hostname === registry.hostname ? undefined : 'it is plain http'
  }

/** A URL that the registry sent, relative to `base` if there is one. Throws {@link ExchangeFault} by the rule. */
export const urlFrom = (
  text: string,
  base: URL | undefined,
  rule: UrlRule,
  what: string,
  sender = 'registry',
): URL => {
  const url = URL.parse(text, base?.href)
  const fault = url === null ? 'it is not a URL' : rule(url)
  if (url === null || fault !== undefined)
    throw new ExchangeFault(
      `the ${what} that the ${sender} sent is refused: ${fault}${url === null ? '' : ` (${url.origin})`}`,
      {
        advice: `If the ${sender} is behind a proxy of yours, make the proxy tell it the outer scheme and host (X-Forwarded-Proto, X-Forwarded-Host).`,
      },
    )
  return url
}

/**
 * Follows redirects of GET and HEAD. Authorization is dropped for good at the
 * first hop to another origin: storage services are other parties, and their
 * signed URLs refuse a second kind of authorization anyway. `sender` is what
 * errors call the server, which need not be a registry.
 */
export const followingRedirects =
  (transport: Transport, rule: UrlRule, sender = 'registry'): Transport =>
  async (request) => {
    let current = request
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const response = await transport(current)
      if (!REDIRECTS.includes(response.status)) return response
      response.discard()
      current = redirected(current, response, rule, sender)
    }
    throw new ExchangeFault(`the ${sender} redirects more than ${MOST_REDIRECTS} times`)
  }

const redirected = (
  request: HttpRequest,
  response: HttpResponse,
  rule: UrlRule,
  sender: string,
): HttpRequest => {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new ExchangeFault(
      `the ${sender} redirects a ${request.method} request, which is refused`,
      {
        status: response.status,
      },
    )
  const location = response.header('location')
  if (location === undefined)
    throw new ExchangeFault(`the ${sender} redirects without saying where to`, {
      status: response.status,
    })
  const url = urlFrom(location, request.url, rule, 'redirect', sender)
  return { ...request, url, headers: headersFor(url, request) }
}

const headersFor = (url: URL, { url: from, headers }: HttpRequest): HttpRequest['headers'] => {
  if (url.origin === from.origin) return headers
  const { authorization: _, ...rest } = headers
  return rest
}

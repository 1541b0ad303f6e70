import { type Ask, type Call, readWhole } from './ask.ts'
import { ExchangeFault } from './exchange-fault.ts'
import type { HttpResponse } from './http.ts'
import { type UrlRule, urlFrom } from './redirects.ts'

const PAGE_BYTES = 4 * 1024 * 1024
const MOST_PAGES = 1_000
const LONGEST_HEADER = 8 * 1024

export type Page = { readonly response: HttpResponse; readonly bytes: Uint8Array }

/**
 * All pages of a list, by `Link: <…>; rel="next"`. A link must stay with the
 * registry, because the next request carries its credentials, and the number of
 * pages is limited, because a link may lead in a circle. A first page with the
 * status 404 or another that `call` expects besides 200 comes alone.
 */
export async function* pages(
  ask: Ask,
  base: URL,
  rule: UrlRule,
  call: Call,
): AsyncGenerator<Page, void, undefined> {
  let to: Call['to'] | undefined = call.to
  for (let count = 0; to !== undefined; count += 1) {
    if (count === MOST_PAGES)
      throw new ExchangeFault(`the list has more than ${MOST_PAGES} pages, or leads in a circle`)
    const response = await ask({ ...call, to })
    yield { response, bytes: await readWhole(response, PAGE_BYTES) }
    to = response.status === 200 ? nextOf(response, base, rule) : undefined
  }
}

const nextOf = (response: HttpResponse, base: URL, rule: UrlRule): URL | undefined => {
  const target = nextLink(response.header('link') ?? '')
  if (target === undefined) return undefined
  const url = urlFrom(target, response.url, rule, 'link to the next page')
  if (url.origin !== base.origin)
    throw new ExchangeFault(`the link to the next page leads to another host (${url.origin})`)
  return url
}

/** The target with the relation `next` in a Link header (RFC 8288) of up to 8 KiB. */
export const nextLink = (header: string): string | undefined => {
  if (header.length > LONGEST_HEADER) throw new ExchangeFault('the Link header is too long')
  for (const [, target, parameters = ''] of header.matchAll(/<([^>]*)>([^<]*)/g))
    if (
      /;[ \t]*rel[ \t]*=[ \t]*(?:"(?:[^"]*[ \t])?next(?:[ \t][^"]*)?"|next(?![\w-]))/i.test(
        parameters,
      )
    )
      return target
  return undefined
}

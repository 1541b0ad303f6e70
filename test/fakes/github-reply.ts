/** An answer of the fake API, before it is sent. */
export type Reply = {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Answers a request; the groups of the route's pattern are decoded. */
export type Handler = (groups: readonly string[], url: URL) => Reply | undefined

export type Route = {
  /** Of the path below the repository. */
  readonly pattern: RegExp
  /** What the token needs, in the words of GitHub's header. */
  readonly permission: string
  readonly handle: Handler
}

export const json = (value: unknown, status = 200): Reply => ({
  status,
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json; charset=utf-8' },
})

/** One page of a list with GitHub's `link` header; `wrap` makes the answer of the entries. */
export const paged = <T>(
  url: URL,
  all: readonly T[],
  { most = all.length, wrap = (page: readonly T[]): unknown => page } = {},
): Reply => {
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30))
  const page = Number(url.searchParams.get('page') ?? 1)
  const listed = all.slice(0, most)
  const last = Math.max(1, Math.ceil(listed.length / size))
  const link = (to: number, rel: string) => {
    const target = new URL(url)
    target.searchParams.set('page', String(to))
    return `<${target}>; rel="${rel}"`
  }
  const links = page < last ? [link(page + 1, 'next'), link(last, 'last')] : []
  const { status, body, headers } = json(wrap(listed.slice((page - 1) * size, page * size)))
  return { status, body, headers: { ...headers, ...(links.length && { link: links.join(', ') }) } }
}

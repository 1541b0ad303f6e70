import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer, json } from 'node:stream/consumers'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { PATIENT } from './patient.ts'

/** The cache service of GitHub Actions, version 2, with the store that its signed addresses lead to. */
export type CacheService = {
  /** For ACTIONS_RESULTS_URL. */
  readonly url: string
  /** Keys that are whole, in the order that they were saved. */
  keys(): readonly string[]
  /** Refuses to save or to hand out, as GitHub does it for tokens that may not. */
  deny(what: 'read' | 'write'): void
  stop(): Promise<void>
}

type Entry = {
  readonly key: string
  readonly version: string
  bytes?: Uint8Array
  isWhole: boolean
}

type State = { readonly entries: Entry[]; readonly denied: Set<'read' | 'write'> }

/** What a method of the service is asked: a key, the version of its paths, and prefixes of keys. */
type Asked = Pick<Entry, 'key' | 'version'> & { readonly prefixes: readonly string[] }

/** An answer of the service: status and JSON; addresses are paths in the store. */
type Answer = readonly [number, Json]

const pathOf = (index: number): string => `/store/cache/${index}?sig=x`

const create = ({ entries, denied }: State, { key, version }: Asked): Answer => {
  if (denied.has('write'))
    return [200, { ok: false, message: 'cache write denied: the token is read-only' }]
  if (entries.some((entry) => entry.key === key && entry.version === version))
    return [200, { ok: false, message: 'it exists' }]
  return [
    200,
    { ok: true, signed_upload_url: pathOf(entries.push({ key, version, isWhole: false }) - 1) },
  ]
}

const finish = ({ entries }: State, { key, version }: Asked): Answer => {
  const entry = entries.find((each) => each.key === key && each.version === version)
  if (entry?.bytes === undefined) return [200, { ok: false }]
  entry.isWhole = true
  return [200, { ok: true, entry_id: '1' }]
}

const look = ({ entries, denied }: State, { key, version, prefixes }: Asked): Answer => {
  if (denied.has('read')) return [403, { code: 'permission_denied', msg: 'cache read denied: no' }]
  const known = entries.filter((entry) => entry.isWhole && entry.version === version)
  const found =
    known.find((entry) => entry.key === key) ??
    known.findLast((entry) => [key, ...prefixes].some((prefix) => entry.key.startsWith(prefix)))
  if (found === undefined) return [200, { ok: false }]
  return [
    200,
    { ok: true, signed_download_url: pathOf(entries.indexOf(found)), matched_key: found.key },
  ]
}

const METHODS = new Map([
  ['CreateCacheEntry', create],
  ['FinalizeCacheEntryUpload', finish],
  ['GetCacheEntryDownloadURL', look],
])

const askedIn = async (request: IncomingMessage): Promise<Asked> => {
  const body: unknown = await json(request)
  const given = isObject(body) ? body : {}
  return {
    key: stringAt(given, 'key') ?? '',
    version: stringAt(given, 'version') ?? '',
    prefixes: Array.isArray(given.restore_keys) ? given.restore_keys.map(String) : [],
  }
}

const fromStore = async (
  entry: Entry | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (request.method === 'PUT' && entry !== undefined) {
    entry.bytes = await buffer(request)
    response.writeHead(201, { etag: '"x"' }).end()
    return
  }
  response.writeHead(entry?.bytes === undefined ? 404 : 200).end(entry?.bytes)
}

export const cacheService = async (): Promise<CacheService> => {
  const state: State = { entries: [], denied: new Set() }
  let url = ''
  const server = createServer(PATIENT, async (request, response) => {
    const path = request.url ?? ''
    const id = /^\/store\/cache\/(\d+)\?/.exec(path)?.[1]
    if (id !== undefined) return fromStore(state.entries[Number(id)], request, response)
    const method = METHODS.get(path.slice(path.lastIndexOf('/') + 1))
    const [status, body] = method ? method(state, await askedIn(request)) : [404, {}]
    const text = JSON.stringify(body).replaceAll('"/store/', `"${url}/store/`)
    response.writeHead(status, { 'content-type': 'application/json' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  url = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
  return {
    url,
    keys: () => state.entries.filter(({ isWhole }) => isWhole).map(({ key }) => key),
    deny: (what) => void state.denied.add(what),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

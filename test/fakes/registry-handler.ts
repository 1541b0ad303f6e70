import { randomUUID } from 'node:crypto'
import { digestOf } from '@ci-kit/oci/digest'
import {
  type FakeRequest,
  type FakeResponse,
  type Handler,
  jsonAnswer,
  refusal,
} from './registry-http.ts'
import type { RegistryStore, StoredManifest } from './registry-store.ts'

export type HandlerOptions = {
  readonly store: RegistryStore
  /** Answer the referrers API; without it clients have to read the fallback tag. Default true. */
  readonly referrersApi?: boolean
  /** Say in OCI-Filters-Applied that artifactType was heeded, and heed it. Default true. */
  readonly filtersReferrers?: boolean
  /** Most tags or referrers on a page, whatever the client asks for. */
  readonly pageSize?: number
}

/** The routes of a registry by the OCI distribution specification 1.1, without authorization. */
export const registryHandler = (options: HandlerOptions): Handler => {
  const uploads = new Set<string>()
  return (request) => {
    if (request.path === '/v2/') return jsonAnswer({})
    const [, repository, kind, rest] =
      /^\/v2\/(.+?)\/(manifests|blobs\/uploads|blobs|tags|referrers)\/(.*)$/.exec(request.path) ??
      []
    if (repository === undefined || kind === undefined || rest === undefined) return NOT_FOUND
    const route = { ...options, repository, rest, uploads }
    const handle = ROUTES[kind]
    return handle === undefined ? NOT_FOUND : handle(route, request)
  }
}

type Route = HandlerOptions & {
  readonly repository: string
  readonly rest: string
  readonly uploads: Set<string>
}

const NOT_FOUND: FakeResponse = { status: 404, body: '404 page not found\n' }

const manifestRoute = ({ store, repository, rest }: Route, request: FakeRequest): FakeResponse => {
  const stored = store.find(repository)
  const digest = stored?.tags.get(rest) ?? rest
  if (request.method === 'PUT') {
    const manifest = { mediaType: request.headers['content-type'] ?? '', bytes: request.body }
    const made = store.addManifest(repository, rest.includes(':') ? undefined : rest, manifest)
    return { status: 201, headers: { 'docker-content-digest': made, ...subjectHeader(manifest) } }
  }
  const manifest = stored?.manifests.get(digest)
  if (stored === undefined || manifest === undefined)
    return refusal(404, 'MANIFEST_UNKNOWN', 'manifest unknown')
  if (request.method !== 'DELETE') return answerBytes(manifest.bytes, manifest.mediaType, digest)
  if (!stored.tags.delete(rest)) {
    stored.manifests.delete(digest)
    for (const [tag, named] of stored.tags) if (named === digest) stored.tags.delete(tag)
  }
  return { status: 202 }
}

const blobRoute = ({ store, repository, rest }: Route): FakeResponse => {
  const bytes = store.find(repository)?.blobs.get(rest)
  return bytes === undefined
    ? refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry')
    : answerBytes(bytes, 'application/octet-stream', rest)
}

const uploadRoute = (route: Route, { method, query, body }: FakeRequest): FakeResponse => {
  const { store, repository, rest, uploads } = route
  if (method === 'POST') {
    const mount = query.get('mount')
    const bytes = mount && store.find(query.get('from') ?? '')?.blobs.get(mount)
    if (bytes) {
      const location = `/v2/${repository}/blobs/${store.addBlob(repository, bytes)}`
      return { status: 201, headers: { location } }
    }
    const id = randomUUID()
    uploads.add(id)
    const location = `/v2/${repository}/blobs/uploads/${id}?_state=a%2Bb%3D%3D`
    return { status: 202, headers: { location } }
  }
  if (query.get('_state') !== 'a+b==' || !uploads.delete(rest))
    return refusal(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry')
  if (method === 'DELETE') return { status: 204 }
  if (query.get('digest') !== digestOf(body))
    return refusal(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content')
  store.addBlob(repository, body)
  return { status: 201 }
}

const tagsRoute = (route: Route, request: FakeRequest): FakeResponse => {
  const stored = route.store.find(route.repository)
  if (stored === undefined) return refusal(404, 'NAME_UNKNOWN', 'repository name not known')
  const { items, headers } = page([...stored.tags.keys()], route, request)
  return jsonAnswer({ name: route.repository, tags: items }, headers)
}

const referrersRoute = (route: Route, request: FakeRequest): FakeResponse => {
  if (route.referrersApi === false) return NOT_FOUND
  const wanted = route.filtersReferrers === false ? null : request.query.get('artifactType')
  const all = [...(route.store.find(route.repository)?.manifests ?? [])]
    .filter(([, manifest]) => subjectOf(manifest) === route.rest)
    .map(([digest, { mediaType, bytes }]) => {
      const { artifactType } = JSON.parse(Buffer.from(bytes).toString())
      return { mediaType, digest, size: bytes.length, artifactType }
    })
    .filter(({ artifactType }) => wanted === null || artifactType === wanted)
  const { items, headers } = page(all, route, request)
  const applied = wanted === null ? {} : { 'oci-filters-applied': 'artifactType' }
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const index = { schemaVersion: 2, mediaType, manifests: items }
  return jsonAnswer(index, { ...headers, ...applied, 'content-type': mediaType })
}

/** One page, and the link to the next; `last` counts items. */
const page = <T>(all: readonly T[], { pageSize }: Route, { path, query }: FakeRequest) => {
  const asked = Number(query.get('n') ?? all.length)
  const size = Math.max(1, Math.min(asked, pageSize ?? asked))
  const start = Number(query.get('last') ?? 0)
  const next = new URLSearchParams(query)
  next.set('last', String(start + size))
  const more = start + size < all.length
  return {
    items: all.slice(start, start + size),
    headers: more ? { link: `<${path}?${next}>; rel="next"` } : {},
  }
}

const answerBytes = (bytes: Uint8Array, mediaType: string, digest: string): FakeResponse => ({
  status: 200,
  headers: { 'content-type': mediaType, 'docker-content-digest': digest },
  body: bytes,
})

const subjectOf = ({ bytes }: StoredManifest): string | undefined =>
  JSON.parse(Buffer.from(bytes).toString()).subject?.digest

const subjectHeader = (manifest: StoredManifest): Record<string, string> => {
  const subject = subjectOf(manifest)
  return subject === undefined ? {} : { 'oci-subject': subject }
}

const ROUTES: Readonly<Record<string, (route: Route, request: FakeRequest) => FakeResponse>> = {
  manifests: manifestRoute,
  blobs: blobRoute,
  'blobs/uploads': uploadRoute,
  tags: tagsRoute,
  referrers: referrersRoute,
}

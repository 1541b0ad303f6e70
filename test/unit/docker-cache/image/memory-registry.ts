import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import type { Transport } from '@ci-kit/oci/http'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { type Registry, registryClient } from '@ci-kit/oci/registry'
import { skippingClock } from '../../../fakes/registry-client.ts'
import { registryHandler } from '../../../fakes/registry-handler.ts'
import { type FakeResponse, refusal } from '../../../fakes/registry-http.ts'
import { type RegistryStore, registryStore } from '../../../fakes/registry-store.ts'

/** Requests that are refused: by method, and by what their path holds. */
export type Refused = { readonly method: string; readonly path: RegExp; readonly status: number }

/** Working registries in memory behind the real client, one store for every host. */
export const memoryRegistries = () => {
  const store = registryStore()
  const requests: string[] = []
  const refused: Refused[] = []
  const handle = registryHandler({ store })
  const transport: Transport = async ({ method, url, headers, body }) => {
    const path = decodeURIComponent(url.pathname)
    requests.push(`${method} ${url.host}${path}`)
    const fault = refused.find((one) => one.method === method && one.path.test(path))
    const request = {
      ...{ method, path, headers, query: url.searchParams, origin: url.origin },
      body: body === undefined ? Buffer.alloc(0) : await buffer(Readable.from(body.open())),
    }
    const answer = fault ? refusal(fault.status, 'TROUBLE', 'as the test says') : handle(request)
    return response(url, answer, method)
  }
  const clients = new Map<string, Registry>()
  const registry = (host: string): Registry => {
    const known =
      clients.get(host) ??
      registryClient({ host, transport, clock: skippingClock(), random: () => 0.5 })
    clients.set(host, known)
    return known
  }
  return { store, requests, registry, refuse: (one: Refused) => void refused.push(one) }
}

export type MemoryRegistries = ReturnType<typeof memoryRegistries>

const response = (url: URL, answer: FakeResponse, method: string) => {
  const bytes = Buffer.from(answer.body ?? '')
  const headers = new Map(
    Object.entries({ 'content-length': String(bytes.length), ...answer.headers }),
  )
  return {
    url,
    status: answer.status,
    header: (name: string) => headers.get(name),
    body: Readable.from(method === 'HEAD' || bytes.length === 0 ? [] : [bytes]),
    discard: () => {},
  }
}

const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

export type StoredImageFacts = {
  readonly name?: string
  readonly tag?: string
  /** What tells the image from others. */
  readonly note?: string
  readonly architecture?: string
}

/** Puts an image with one layer of 1000 bytes into a store. */
export const storedImage = (
  store: RegistryStore,
  { name = 'org/app', tag, note = 'x', architecture = 'amd64' }: StoredImageFacts = {},
): Digest => {
  const config = json({ os: 'linux', architecture, note })
  const layer = Buffer.alloc(1000, note)
  for (const blob of [config, layer]) store.addBlob(name, blob)
  const descriptor = (mediaType: string, bytes: Uint8Array) => ({
    ...{ mediaType, digest: digestOf(bytes), size: bytes.length },
  })
  const bytes = json({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: descriptor(CONFIG, config),
    layers: [descriptor(LAYER, layer)],
  })
  return store.addManifest(name, tag, { mediaType: OCI_MANIFEST, bytes })
}

/** Puts an image of several platforms into a store. */
export const storedIndex = (
  store: RegistryStore,
  architectures: readonly string[],
  { name = 'org/app', tag }: { readonly name?: string; readonly tag?: string } = {},
): Digest => {
  const manifests = architectures.map((architecture) => {
    const digest = storedImage(store, { name, architecture, note: architecture })
    const size = store.open(name).manifests.get(digest)?.bytes.length ?? 0
    return { mediaType: OCI_MANIFEST, digest, size, platform: { os: 'linux', architecture } }
  })
  const bytes = json({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })
  return store.addManifest(name, tag, { mediaType: OCI_INDEX, bytes })
}

/** The digest that a tag names. */
export const tagged = (store: RegistryStore, tag: string, name = 'org/app'): Digest | undefined =>
  store.find(name)?.tags.get(tag)

/** All tags of a repository that begin like this, sorted. */
export const tagsLike = (store: RegistryStore, start: string, name = 'org/app'): string[] =>
  [...(store.find(name)?.tags.keys() ?? [])].filter((tag) => tag.startsWith(start)).sort()

import { referrersTag } from '@ci-kit/oci/referrers'
import { type FakeRequest, type Handler, refusal } from './registry-http.ts'
import type { Fault, RegistryServer } from './registry-server.ts'

/** What real registries do with referrers that the specification does not say. Each is given to `fail`. */

const REFERRERS = /\/referrers\//
/** The fallback tag of any digest. */
const FALLBACK_TAG = /\/manifests\/sha256-[0-9a-f]{64}$/

/** The API answers, and does not list what was pushed for so many questions; for ever when left out. */
export const lateListing = (questions = Number.POSITIVE_INFINITY): Fault => ({
  path: REFERRERS,
  times: questions,
  answer: {
    status: 200,
    headers: { 'content-type': 'application/vnd.oci.image.index.v1+json' },
    body: JSON.stringify({ schemaVersion: 2, manifests: null }),
  },
})

/** The API is not there: 404 (distribution), 405 (older registries). */
export const noApi = (status: number): Fault => ({
  path: REFERRERS,
  answer: refusal(status, 'UNSUPPORTED', 'The operation is unsupported.'),
})

/** Manifests are taken without a word on their subject, as registries without the API do; ECR has none and sends it. */
export const withoutOciSubject = (): Fault => ({
  method: 'PUT',
  path: /\/manifests\//,
  answer: (request, next) => {
    const { headers = {}, ...answer } = next(request)
    const { 'oci-subject': _left, ...others } = headers
    return { ...answer, headers: others }
  },
})

/** Refuses manifests that refer to others, as ECR did before OCI 1.1. */
export const withoutSubjects = (status: number): Fault => ({
  method: 'PUT',
  path: /\/manifests\/sha256:/,
  answer: refusal(status, 'UNSUPPORTED', 'Invalid parameter at ImageManifest'),
})

/** A tag that is there cannot be changed; the words are the registry's own. */
export const immutableTags = (
  server: RegistryServer,
  { status, code, message }: { status: number; code: string; message: string },
): Fault => ({
  method: 'PUT',
  path: FALLBACK_TAG,
  answer: (request, next) =>
    server.store.find('org/app')?.tags.has(tagOf(request)) === true
      ? refusal(status, code, message)
      : next(request),
})

/** What the CNCF registry answers for a tag that is just being written (measured). */
export const torn = (times: number, method = 'GET'): Fault => ({
  method,
  path: FALLBACK_TAG,
  times,
  answer: refusal(500, 'UNKNOWN', 'invalid checksum digest format'),
})

/** Another client writes the index that it has in mind, each time before or after ours is written. */
export const overwriting = (
  { store }: RegistryServer,
  when: 'before' | 'after',
  times: number,
  index: (now: unknown) => object,
): Fault => ({
  method: 'PUT',
  path: FALLBACK_TAG,
  times,
  answer: (request: FakeRequest, next: Handler) => {
    const tag = tagOf(request)
    const write = () => {
      const held = store.open('org/app')
      const now = held.manifests.get(held.tags.get(tag) ?? '')?.bytes
      const document = index(
        now === undefined ? undefined : JSON.parse(Buffer.from(now).toString()),
      )
      const mediaType = 'application/vnd.oci.image.index.v1+json'
      store.addManifest('org/app', tag, { mediaType, bytes: Buffer.from(JSON.stringify(document)) })
    }
    if (when === 'before') write()
    const answer = next(request)
    if (when === 'after') write()
    return answer
  },
})

const tagOf = ({ path }: FakeRequest): string => path.slice(path.lastIndexOf('/') + 1)

/** The index under the fallback tag as it is now. */
export const indexNow = (
  { store }: RegistryServer,
  subject: Parameters<typeof referrersTag>[0],
): { readonly manifests: readonly { readonly digest: string }[] } & Record<string, unknown> => {
  const held = store.open('org/app')
  const bytes = held.manifests.get(held.tags.get(referrersTag(subject)) ?? '')?.bytes
  return bytes === undefined ? { manifests: [] } : JSON.parse(Buffer.from(bytes).toString())
}

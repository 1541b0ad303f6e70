import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Ask } from './ask.ts'
import type { Connection, Task } from './connection.ts'
import type { Descriptor } from './descriptor.ts'
import { type Digest, isDigest } from './digest.ts'
import { bytesBody } from './http.ts'
import {
  type Manifest,
  mediaTypeOf,
  namedDigest,
  sameDigest,
  stored,
  verifiedManifest,
} from './manifest.ts'
import { MANIFEST_TYPES } from './media-types.ts'
import { tagFault } from './reference-grammar.ts'

/** Manifests of one repository. `reference` is a tag or a digest. All throw `RegistryError`. */
export type Manifests = {
  /** Digest, type and size without the content; `undefined` when it is not there. */
  head(reference: string): Promise<Descriptor | undefined>
  /** The content, verified against the digest that was asked for and the one that the registry names. At most 4 MiB. */
  get(reference: string): Promise<Manifest>
  /** Stores the bytes as they are, under a tag or under their own digest. `subject` is the digest in OCI-Subject. */
  put(
    reference: string,
    manifest: Pick<Manifest, 'mediaType' | 'bytes'>,
  ): Promise<{ readonly digest: Digest; readonly subject?: Digest }>
  /** `false` when there was nothing to delete. Deleting by digest takes the tags along. */
  delete(reference: string): Promise<boolean>
}

const ACCEPT = { accept: MANIFEST_TYPES.join(', ') }

export const manifests = ({ run }: Connection, repository: string): Manifests => {
  const task = (verb: string, reference: string, access: Task['access'] = 'pull'): Task => ({
    repository,
    access,
    what: `${verb} manifest "${checked(reference)}" in`,
  })
  const path = (reference: string) => `${repository}/manifests/${reference}`
  const get = (reference: string) =>
    run(task('read', reference), async (ask) => {
      const call = { method: 'GET', to: path(reference), headers: ACCEPT, expect: [200] } as const
      return verifiedManifest(await ask(call), reference)
    })
  return {
    get,
    head: async (reference) => {
      const found = await run(task('look up', reference), headOf(path(reference), reference))
      // Some registries tell the digest of a tag only by its content.
      return found === 'unnamed' ? descriptorOf(await get(reference)) : found
    },
    put: (reference, { mediaType, bytes }) =>
      run(task('write', reference, 'push'), async (ask) => {
        const response = await ask({
          method: 'PUT',
          to: path(reference),
          headers: { 'content-type': mediaType },
          body: bytesBody(bytes),
          expect: [200, 201, 202],
        })
        response.discard()
        return stored(response, bytes, reference)
      }),
    delete: (reference) =>
      run(task('delete', reference, 'delete'), async (ask) => {
        const expect = [200, 202, 204, 404]
        const response = await ask({ method: 'DELETE', to: path(reference), expect })
        response.discard()
        return response.status !== 404
      }),
  }
}

/** A reference ends up in a path, so nothing but a tag or a digest may pass. */
const checked = (reference: string): string => {
  const fault = isDigest(reference) ? undefined : tagFault(reference)
  if (fault === undefined) return reference
  throw new UserError(`"${visible(reference, 160)}" is neither a tag nor a digest: ${fault}`)
}

const headOf =
  (to: string, reference: string) =>
  async (ask: Ask): Promise<Descriptor | 'unnamed' | undefined> => {
    const response = await ask({ method: 'HEAD', to, headers: ACCEPT, expect: [200, 404] })
    response.discard()
    if (response.status === 404) return undefined
    const named = namedDigest(response)
    const digest = isDigest(reference) ? reference : named
    if (named !== undefined && isDigest(reference)) sameDigest(named, reference)
    const size = Number(response.header('content-length') ?? Number.NaN)
    const mediaType = mediaTypeOf(response)
    if (digest === undefined || !Number.isSafeInteger(size) || mediaType === undefined)
      return 'unnamed'
    return { mediaType, digest, size }
  }

const descriptorOf = ({ mediaType, digest, bytes }: Manifest): Descriptor => ({
  mediaType,
  digest,
  size: bytes.length,
})

import type { Connection, Task } from './connection.ts'
import { type Digest, digestOf, parseDigest, verified } from './digest.ts'
import { ExchangeFault } from './exchange-fault.ts'
import { bytesBody, type HttpBody } from './http.ts'
import { checkedRepository } from './reference-grammar.ts'
import { abandonedUpload, upload } from './upload.ts'

/** Something to store. `open` is called once per try and starts from the first byte each time; `size` is in bytes. */
export type BlobContent = HttpBody & { readonly digest: Digest }

export type BlobInfo = { readonly digest: Digest; readonly size: number }

/** Blobs of one repository. All throw `RegistryError`. */
export type Blobs = {
  /** `undefined` when it is not there. */
  head(digest: Digest): Promise<BlobInfo | undefined>
  /**
   * The bytes as a stream, which throws at its end when they do not have the
   * digest: rely on nothing before that. With `size`, it throws as soon as
   * there are more bytes. Read the stream to its end or leave its loop.
   */
  get(digest: Digest, expected?: { readonly size: number }): Promise<AsyncIterable<Uint8Array>>
  /** A small blob as a whole, verified; refused when it has more than `limit` bytes. */
  read(digest: Digest, limit: number): Promise<Uint8Array>
  /**
   * Stores a blob unless it is there already. With `mountFrom`, a repository of
   * the same registry, the registry is asked to take it from there; where it
   * does not, the bytes are uploaded.
   */
  put(
    content: BlobContent,
    options?: { readonly mountFrom?: string },
  ): Promise<'present' | 'mounted' | 'uploaded'>
  /**
   * Opens an upload and gives it up again, which takes the same permission as
   * to store something. Throws `RegistryError` when the registry refuses.
   */
  tryUpload(): Promise<void>
}

/** Bytes in memory as content to store. */
export const blobOf = (bytes: Uint8Array): BlobContent => ({
  ...bytesBody(bytes),
  digest: digestOf(bytes),
})

export const blobs = (connection: Connection, repository: string): Blobs => {
  const { run, stream } = connection
  const task = (verb: string, digest: Digest, access: Task['access'] = 'pull'): Task => ({
    repository,
    access,
    what: `${verb} blob ${parseDigest(digest)} in`,
  })
  const opened = (digest: Digest, limit: number) =>
    run(task('read', digest), async (ask) => {
      const to = `${repository}/blobs/${digest}`
      const response = await ask({ method: 'GET', to, expect: [200], streamed: true })
      return verified(limited(response.body, limit), digest, mismatch)
    })
  return {
    head: async (digest) =>
      run(task('look up', digest), async (ask) => {
        const to = `${repository}/blobs/${digest}`
        const response = await ask({ method: 'HEAD', to, expect: [200, 404] })
        response.discard()
        const size = Number(response.header('content-length') ?? Number.NaN)
        if (response.status === 404) return undefined
        if (!Number.isSafeInteger(size)) throw new ExchangeFault('the registry told no size')
        return { digest, size }
      }),
    get: async (digest, expected) =>
      stream(
        task('read', digest),
        await opened(digest, expected?.size ?? Number.POSITIVE_INFINITY),
      ),
    read: async (digest, limit) =>
      run(task('read', digest), async (ask) => {
        const to = `${repository}/blobs/${digest}`
        const { body } = await ask({ method: 'GET', to, expect: [200] })
        const pieces: Uint8Array[] = []
        for await (const piece of verified(limited(body, limit), digest, mismatch))
          pieces.push(piece)
        return Buffer.concat(pieces)
      }),
    put: async (content, { mountFrom } = {}) => {
      const from = mountFrom === undefined ? {} : { mountFrom: checkedRepository(mountFrom) }
      return run({ ...task('write', content.digest, 'push'), ...from }, (ask) =>
        upload(connection, ask, { repository, content, ...from }),
      )
    },
    tryUpload: () =>
      run({ repository, access: 'push', what: 'begin an upload to' }, (ask) =>
        abandonedUpload(connection, ask, repository),
      ),
  }
}

async function* limited(
  pieces: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0
  for await (const piece of pieces) {
    length += piece.length
    if (length > limit)
      throw new ExchangeFault(`it is longer than the ${limit} bytes that it may have`, CORRUPT)
    yield piece
  }
}

const mismatch = (found: Digest): ExchangeFault =>
  new ExchangeFault(`its bytes have the digest ${found}`, CORRUPT)

const CORRUPT = {
  advice:
    'Do not use it. Look for a proxy or mirror that changes answers, and push the content again.',
}

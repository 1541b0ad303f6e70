import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Ask } from './ask.ts'
import type { BlobContent } from './blobs.ts'
import type { Connection } from './connection.ts'
import { ExchangeFault } from './exchange-fault.ts'
import type { HttpBody } from './http.ts'
import { urlFrom } from './redirects.ts'

export type Upload = {
  readonly repository: string
  readonly content: BlobContent
  readonly mountFrom?: string
}

/**
 * One try to store a blob: look, mount or open a session (POST), send the bytes
 * in one piece (PUT). Safe to repeat as a whole, because a blob is named by its
 * content and a session that was left behind is cleaned up by the registry.
 */
export const upload = async (
  { rule }: Connection,
  ask: Ask,
  { repository, content, mountFrom }: Upload,
): Promise<'present' | 'mounted' | 'uploaded'> => {
  const { digest } = content
  const look = { method: 'HEAD', to: `${repository}/blobs/${digest}`, expect: [200, 404] } as const
  const there = await ask(look)
  there.discard()
  if (there.status === 200) return 'present'
  const mount = mountFrom && `?${new URLSearchParams({ mount: digest, from: mountFrom })}`
  const to = `${repository}/blobs/uploads/${mount ?? ''}`
  const session = await ask({ method: 'POST', to, expect: [201, 202] })
  session.discard()
  if (session.status === 201) return 'mounted'
  const location = session.header('location')
  if (location === undefined)
    throw new ExchangeFault('the registry opened an upload without saying where to send it')
  const target = urlFrom(location, session.url, rule, 'upload location')
  // Appended as text: the state that the registry put there must come back unchanged.
  target.search += `${target.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`
  const stored = await ask({
    method: 'PUT',
    to: target,
    headers: { 'content-type': 'application/octet-stream' },
    body: counted(content),
    expect: [201, 204],
    streamed: true,
  })
  stored.discard()
  return 'uploaded'
}

/**
 * Opens a session and cancels it. Registries that know no cancelling clean up
 * sessions by themselves, as they do after every upload that broke off.
 */
export const abandonedUpload = async (
  { rule }: Connection,
  ask: Ask,
  repository: string,
): Promise<void> => {
  const to = `${repository}/blobs/uploads/`
  const session = await ask({ method: 'POST', to, expect: [202] })
  session.discard()
  const location = session.header('location')
  if (location === undefined) return
  const opened = urlFrom(location, session.url, rule, 'upload location')
  const expect = [200, 202, 204, 400, 401, 403, 404, 405, 501]
  const cancelled = await ask({ method: 'DELETE', to: opened, expect })
  cancelled.discard()
}

/** The length was announced, so one byte more or less would garble the connection. */
const counted = ({ digest, size, open }: BlobContent): HttpBody => ({
  size,
  async *open() {
    let sent = 0
    for await (const piece of readable(digest, open)) {
      sent += piece.length
      if (sent > size) break
      yield piece
    }
    if (sent !== size)
      throw new UserError(
        `Blob ${digest} should have ${size} bytes, but ${sent > size ? 'more' : sent} were read. Its source changed while it was sent: run the step again.`,
      )
  },
})

/** What fails on the side of the source must not look like a failure of the registry. */
async function* readable(
  digest: string,
  open: BlobContent['open'],
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* open()
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    throw new UserError(
      `Blob ${digest} could not be read for the upload: ${messageOf(thrown)}. Check its source.`,
    )
  }
}

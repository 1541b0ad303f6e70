import { randomUUID } from 'node:crypto'
import { refusal } from './service-call.ts'
import { askService, type ServicePorts, SHORT_ANSWER_BYTES } from './service-request.ts'

/** What is uploaded: a zip archive. */
export const ARCHIVE_TYPE = 'application/zip'

const UPLOAD_TIMEOUT_MS = 300_000
/** Every version of the store takes blocks of this size (Azure, Put Block). */
const BLOCK_BYTES = 4 * 1024 * 1024
const WHAT = 'the upload of the artifact'

/** Uploads to a signed address in blocks, as GitHub's own client does whatever the size. */
export const uploadBlob = async (
  url: string,
  content: Uint8Array<ArrayBuffer>,
  ports: ServicePorts,
): Promise<void> => {
  const ids: string[] = []
  for (let from = 0; from < content.length; from += BLOCK_BYTES) {
    const id = Buffer.from(randomUUID()).toString('base64')
    ids.push(id)
    await put(
      withQuery(url, { comp: 'block', blockid: id }),
      content.slice(from, from + BLOCK_BYTES),
      {},
      ports,
    )
  }
  const blocks = ids.map((id) => `<Latest>${id}</Latest>`).join('')
  const list = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><BlockList>${blocks}</BlockList>`)
  const headers = { 'x-ms-blob-content-type': ARCHIVE_TYPE }
  await put(withQuery(url, { comp: 'blocklist' }), new Uint8Array(list), headers, ports)
}

const put = async (
  url: string,
  body: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
  ports: ServicePorts,
): Promise<void> => {
  const { status } = await askService(
    {
      url,
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', ...headers },
      body,
      what: WHAT,
      timeoutMs: UPLOAD_TIMEOUT_MS,
      maxBytes: SHORT_ANSWER_BYTES,
    },
    ports,
  )
  // The answer may repeat the signed address.
  if (status !== 201 && status !== 200) throw refusal(WHAT, { status }, ports)
}

/** Behind what is there, unchanged: the signature is about the text. */
const withQuery = (url: string, members: Readonly<Record<string, string>>): string =>
  `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(members)}`

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Sink } from './unpack.ts'

/** Everything that an archive may unpack to; trivy's has 170 MB. */
const UNPACKED_BYTES = 1024 * 1024 * 1024
/** Node's default of 16 kB costs a turn of the event loop ten thousand times. */
const CHUNK_BYTES = 256 * 1024

/** Sends the file `name` at the top of a .tar.gz to `sink`; answers whether it is there. Rejects for what is no such archive. */
export const tarMember = async (
  archive: Uint8Array,
  name: string,
  sink: Sink,
): Promise<boolean> => {
  const { extract } = await import('tar-stream')
  const entries = extract()
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  let found = false
  const reading = async () => {
    for await (const entry of entries) {
      const wanted = !found && entry.header.type === 'file' && isNamed(entry.header.name, name)
      if (wanted) await sink(Readable.from(entry, { objectMode: false }))
      else entry.resume()
      found ||= wanted
    }
  }
  await Promise.all([pipeline(Readable.from([archive]), gunzip, bounded, entries), reading()])
  return found
}

const isNamed = (path: string, name: string): boolean => path === name || path === `./${name}`

async function* bounded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const piece of pieces) {
    length += piece.length
    if (length > UNPACKED_BYTES) throw new Error(`it unpacks to more than ${UNPACKED_BYTES} bytes`)
    yield piece
  }
}

import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'

/** Files by path without a slash in front; their folders come along by themselves. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** A tar archive of these files. The same files make the same bytes. */
export const tarOf = async (files: Files): Promise<Uint8Array> => {
  const archive = pack()
  const mtime = new Date(0)
  for (const [name, content] of Object.entries(files))
    archive.entry({ name, mtime, mode: 0o644 }, Buffer.from(content))
  archive.finalize()
  return buffer(archive)
}

import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { PATIENT } from './patient.ts'

/** Serves one release archive of trivy under every path that asks for one. */
export type ReleaseServer = {
  /** For `download-url`. */
  readonly url: string
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[]
  stop(): Promise<void>
}

/** A shell script as the program `trivy` of a release, packed as releases are. */
export const releaseArchive = async (script: string): Promise<Uint8Array> => {
  const archive = pack()
  archive.entry({ name: 'trivy', mode: 0o755, mtime: new Date(0) }, `#!/bin/sh\n${script}\n`)
  archive.finalize()
  return gzipSync(await buffer(archive))
}

/** There are no signatures: whatever ends otherwise than an archive is not found. */
export const releaseServer = async (archive: Uint8Array): Promise<ReleaseServer> => {
  const asked: string[] = []
  const server = createServer(PATIENT, ({ url = '' }, response) => {
    asked.push(url)
    if (/\/v[\d.]+\/trivy_[^/]+\.(tar\.gz|zip)$/.test(url)) response.writeHead(200).end(archive)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    url: `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

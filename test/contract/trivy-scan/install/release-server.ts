import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export type ReleaseServer = {
  readonly base: URL
  /** Paths in the order in which they were asked for. */
  readonly asked: string[]
  /** The next answers for a path; the last one is for all that follow. */
  answer(path: string, ...answers: Answer[]): void
  close(): Promise<void>
}

/** Files of releases on a port of its own on 127.0.0.1; 404 for all that has no answer. */
export const releaseServer = async (): Promise<ReleaseServer> => {
  const asked: string[] = []
  const answers = new Map<string, Answer[]>()
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const left = answers.get(path) ?? []
    const answer = left.length > 1 ? left.shift() : left[0]
    ;(answer ?? sending(404, 'Not Found'))(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    base: new URL(`http://127.0.0.1:${address.port}/releases`),
    asked,
    answer: (path, ...next) => void answers.set(path, next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const sending =
  (status: number, body: string | Uint8Array, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, headers)
    response.end(body)
  }

/** Promises more than it sends, and breaks the connection. */
export const cutting =
  (body: Uint8Array): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-length': body.length })
    response.write(body.subarray(0, body.length / 2), () => response.socket?.resetAndDestroy())
  }

/** Sends for as long as somebody reads. */
export const endless: Answer = (_, response) => {
  response.writeHead(200)
  const more = () => {
    while (response.writable && response.write(Buffer.alloc(64 * 1024)));
  }
  response.on('drain', more)
  more()
}

/** Sends half, then nothing more. */
export const stalling =
  (body: Uint8Array): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-length': body.length })
    response.write(body.subarray(0, body.length / 2))
  }

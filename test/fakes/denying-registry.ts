import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PATIENT } from './patient.ts'

/** A registry that knows no image and takes none, as one does for a token without write access. */
export const denyingRegistry = async (): Promise<{ address: string; close(): void }> => {
  const server = createServer(PATIENT, (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const [status, code] = isRead ? [404, 'NAME_UNKNOWN'] : [403, 'DENIED']
    if (request.url === '/v2/') return response.writeHead(200).end('{}')
    response.writeHead(status, { 'content-type': 'application/json' })
    return response.end(
      JSON.stringify({ errors: [{ code, message: 'requested access to the resource is denied' }] }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

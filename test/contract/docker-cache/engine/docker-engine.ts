import { symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { locateTools } from '@ci-kit/tooling/tools'
import { folderWith } from '../../folders.ts'

/** A Docker engine as far as making and removing a builder asks it; it runs nothing. */
export type DockerEngine = {
  /** For DOCKER_HOST. */
  readonly address: string
  /** `METHOD /path` of each request, without the version of the API. */
  readonly requests: string[]
  close(): Promise<void>
}

/** Answers `/info` with this object or text, and knows the containers of builders of these names. */
export const dockerEngine = async (
  info: object | string = {},
  builders: readonly string[] = [],
): Promise<DockerEngine> => {
  const requests: string[] = []
  const containers = builders.map((name) => `buildx_buildkit_${name}`)
  const server = createServer(({ method, url = '' }, response) => {
    const path = url.replace(/^\/v[\d.]+(?=\/)/, '').replace(/\?.*$/, '')
    requests.push(`${method} ${path}`)
    response.setHeader('Api-Version', '1.47')
    response.setHeader('Ostype', 'linux')
    const [kind, name = ''] = path.split('/').slice(1)
    if (kind === 'info') return response.end(typeof info === 'string' ? info : JSON.stringify(info))
    if (kind === '_ping') return response.end('OK')
    if (kind === 'version') return response.end('{"ApiVersion":"1.47","Os":"linux"}')
    const known = containers.includes(name.replace(/_state$/, ''))
    if (known && method === 'GET') return response.end(JSON.stringify(container(name)))
    response.statusCode = known ? 204 : 404
    response.end(known ? '' : '{"message":"No such container"}')
  })
  const socket = join(folderWith(), 'docker.sock')
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  return {
    address: `unix://${socket}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Stopped, so that nobody asks BuildKit in it. */
const container = (name: string) => ({
  Id: name,
  Name: `/${name}`,
  State: { Running: false, Status: 'exited' },
  Mounts: [{ Type: 'volume', Name: `${name}_state`, Destination: '/var/lib/buildkit' }],
})

/** A search path on which the real buildx of this machine is found. */
export const pathWithBuildx = (): string => {
  const tools = locateTools()
  const path = process.env.PATH ?? ''
  if (tools.engine === 'docker') return path
  const programs = folderWith()
  symlinkSync(tools.buildx, join(programs, 'buildx'))
  return `${programs}:${path}`
}

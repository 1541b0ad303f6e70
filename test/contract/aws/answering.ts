import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { awsServices } from '@ci-kit/aws/aws-services'

export type Asked = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** What AWS answers to one request; 'lost' ends the connection without an answer, 'silence' never answers. */
export type Answering = (asked: Asked, count: number) => Reply | 'lost' | 'silence'

/** A refusal in the JSON protocols. */
export const fault = (code: string, message: string, status = 400): Reply => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.x#${code}`, message }),
})

export const json = (value: unknown): Reply => ({ body: JSON.stringify(value) })

/**
 * AWS on this machine and the services of ci-kit that ask it. The SDK reads
 * its settings from the process, so they are put there until `close`.
 */
export const startAws = async (answering: Answering, { keys = true, timeLimit = 5_000 } = {}) => {
  const asked: Asked[] = []
  const waits: number[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const { method = '', url = '', headers } = request
    asked.push({ method, url, headers, body })
    const reply = answering({ method, url, headers, body }, asked.length)
    if (reply === 'silence') return
    if (reply === 'lost') return void request.socket.destroy()
    response.writeHead(reply.status ?? 200, reply.headers)
    response.end(reply.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port }: AddressInfo = Object(server.address())
  const before = { ...process.env }
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  Object.assign(process.env, {
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(keys && { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'aws-secret' }),
  })
  const cancelling = new AbortController()
  const connection = {
    env: {},
    cancellation: cancelling.signal,
    maxAttempts: 3,
    timeLimit,
    random: () => 1,
    clock: {
      sleep: async (milliseconds: number) => void waits.push(milliseconds),
    },
  }
  return {
    asked,
    /** Milliseconds that were waited between attempts, on a clock that does not wait. */
    waits,
    cancel: (reason: Error) => cancelling.abort(reason),
    services: awsServices({ region: 'eu-central-1', ...connection }),
    withoutRegion: awsServices({ region: undefined, ...connection }),
    close: async () => {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
      Object.assign(process.env, before)
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

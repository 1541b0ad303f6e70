import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { available, bySku, catalogue } from '../../../libs/shared/catalogue.ts'
import { OrderError, priced } from './orders.ts'

const BODY_LIMIT = 64 * 1024

type Answer = { readonly status: number; readonly body: unknown }

export const shopServer = (): Server =>
  createServer((request, response) => {
    answer(request)
      .catch(failure)
      .then((result) => send(response, result))
  })

const answer = async (request: IncomingMessage): Promise<Answer> => {
  const { pathname } = new URL(request.url ?? '/', 'http://shop')
  const route = `${request.method} ${pathname}`
  if (route === 'GET /healthz') return { status: 200, body: { status: 'ok' } }
  if (route === 'GET /products') return { status: 200, body: available(catalogue) }
  if (route === 'POST /orders') return { status: 201, body: priced(await json(request), catalogue) }
  const sku = /^GET \/products\/([\w-]+)$/.exec(route)?.[1]
  const product = sku === undefined ? undefined : bySku(catalogue, sku)
  return product ? { status: 200, body: product } : { status: 404, body: { error: 'not found' } }
}

const json = async (request: IncomingMessage): Promise<unknown> => {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request) {
    size += piece.length
    if (size > BODY_LIMIT) throw new OrderError('the order is too long')
    pieces.push(piece)
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString())
  } catch {
    throw new OrderError('the order is no JSON')
  }
}

const failure = (error: unknown): Answer =>
  error instanceof OrderError
    ? { status: 422, body: { error: error.message } }
    : { status: 500, body: { error: 'internal error' } }

const send = (response: ServerResponse, { status, body }: Answer): void => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

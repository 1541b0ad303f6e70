import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { json, type Reply } from './github-reply.ts'
import { PATIENT } from './patient.ts'

/** Read with every request, so that a test may change it meanwhile. */
export type AttestationsSetup = {
  /** What the token may: `attestations: write` or nothing. */
  readonly mayWrite?: boolean
  /** Why the feature is not there, in GitHub's words. */
  readonly plan?: string
  readonly planStatus?: number
  /** How many reads pass before what was stored is listed. */
  readonly lag?: number
  /** An answer instead of the real one, by the request's number from 1; `post` is its number among the POSTs, 0 for a GET. */
  readonly fault?: (count: number, post: number) => Reply | 'break' | undefined
}

export type AttestationsServer = {
  /** For GITHUB_API_URL. */
  readonly url: string
  /** Bodies of the POSTs, in order. */
  readonly posts: readonly unknown[]
  /** The bundles that are stored. */
  readonly stored: readonly Json[]
  close(): Promise<void>
}

const REPOSITORY = '/repos/octo/shop'

/** GitHub's attestations API of `octo/shop` on 127.0.0.1; the token is `t0ken`. */
export const startAttestations = async (
  setup: AttestationsSetup = {},
): Promise<AttestationsServer> => {
  const posts: unknown[] = []
  const stored: Json[] = []
  let count = 0
  let reads = 0
  const server = createServer(PATIENT, async (incoming, response) => {
    count += 1
    const body = await bodyOf(incoming)
    const post = incoming.method === 'POST' ? posts.push(body) : 0
    if (post === 0 && !incoming.url?.includes('/languages')) reads += 1
    const reply =
      setup.fault?.(count, post) ??
      replyTo(incoming, body, stored, reads <= (setup.lag ?? 0), setup)
    if (reply === 'break') response.destroy()
    else response.writeHead(reply.status, reply.headers).end(reply.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    posts,
    stored,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const replyTo = (
  { method, url = '', headers }: IncomingMessage,
  body: unknown,
  stored: Json[],
  hidden: boolean,
  { mayWrite = true, plan, planStatus = 403 }: AttestationsSetup,
): Reply => {
  if (headers.authorization !== 'token t0ken') return json({ message: 'Bad credentials' }, 401)
  const path = decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname)
  // What everybody may ask who may read the repository at all.
  if (method === 'GET' && path === `${REPOSITORY}/languages`) return json({ TypeScript: 1 })
  if (method === 'POST' && path === `${REPOSITORY}/attestations`) {
    if (!mayWrite) return denied()
    if (plan !== undefined) return json({ message: plan }, planStatus)
    const bundle = isObject(body) ? objectAt(body, 'bundle') : undefined
    if (bundle === undefined)
      return json({ message: 'Invalid request.\n\n"bundle" wasn\'t supplied.' }, 422)
    return json({ id: 4710 + stored.push(bundle) }, 201)
  }
  const digest = path.slice(`${REPOSITORY}/attestations/`.length)
  const found = hidden ? [] : stored.filter((bundle) => subjectsOf(bundle).includes(digest))
  if (found.length === 0) return json({ message: 'Not Found' }, 404)
  return json({ attestations: found.map((bundle) => ({ repository_id: 1, bundle })) })
}

const denied = (): Reply => {
  const { status, body, headers } = json({ message: 'Resource not accessible by integration' }, 403)
  return {
    status,
    body,
    headers: { ...headers, 'x-accepted-github-permissions': 'attestations=write' },
  }
}

const subjectsOf = (bundle: Json): readonly string[] => {
  const payload = stringAt(objectAt(bundle, 'dsseEnvelope'), 'payload') ?? ''
  const statement: unknown = JSON.parse(Buffer.from(payload, 'base64').toString())
  const subjects: unknown = isObject(statement) ? statement.subject : []
  return (Array.isArray(subjects) ? subjects : []).map(
    (subject: unknown) =>
      `sha256:${stringAt(isObject(subject) ? objectAt(subject, 'digest') : undefined, 'sha256')}`,
  )
}

const bodyOf = async (incoming: IncomingMessage): Promise<unknown> => {
  const bytes = await buffer(incoming)
  return bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined
}

import { randomUUID } from 'node:crypto'
import {
  type FakeRequest,
  type FakeResponse,
  type Handler,
  jsonAnswer,
  refusal,
} from './registry-http.ts'

type User = { readonly username: string; readonly password: string }

export type RegistryAuth =
  | ({ readonly kind: 'basic' } & User)
  | ({
      readonly kind: 'bearer'
      /** Traded for tokens by POST; without it the token service answers POST with 405. */
      readonly refreshToken?: string
      /** Give anonymous callers tokens for pulling. */
      readonly anonymousPull?: boolean
      /** What the service says in expires_in, in seconds. */
      readonly expiresIn?: number
    } & User)

/** Asks for authorization in front of a handler; a bearer's token service is the same server's /token. */
export const withAuth = (handler: Handler, auth: RegistryAuth | undefined): Handler => {
  if (auth === undefined) return handler
  if (auth.kind === 'basic')
    return (request) =>
      isUser(request, auth) ? handler(request) : challenge('Basic realm="registry"')
  const granted = new Map<string, readonly string[]>()
  return (request) => {
    if (request.path === '/token') return tokenAnswer(request, auth, granted)
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    const scope = scopeOf(request)
    if (granted.get(token)?.some((given) => covers(given, scope))) return handler(request)
    return challenge(`Bearer realm="${request.origin}/token",service="fake",scope="${scope}"`)
  }
}

type Bearer = Extract<RegistryAuth, { kind: 'bearer' }>

const tokenAnswer = (
  request: FakeRequest,
  { refreshToken, anonymousPull, expiresIn, ...user }: Bearer,
  granted: Map<string, readonly string[]>,
): FakeResponse => {
  const form = new URLSearchParams(request.body.toString())
  const posted = request.method === 'POST'
  if (posted && refreshToken === undefined) return refusal(405, 'UNSUPPORTED', 'GET only')
  const known = posted ? form.get('refresh_token') === refreshToken : isUser(request, user)
  const asked = posted ? (form.get('scope') ?? '').split(' ') : request.query.getAll('scope')
  const anonymous = request.headers.authorization === undefined && anonymousPull === true
  if (!known && !(anonymous && !posted))
    return refusal(401, 'UNAUTHORIZED', 'authentication required')
  const token = `token-${randomUUID()}`
  granted.set(token, known ? asked : asked.filter((scope) => scope.endsWith(':pull')))
  const name = posted ? 'access_token' : 'token'
  return jsonAnswer({ [name]: token, ...(expiresIn && { expires_in: expiresIn }) })
}

const scopeOf = ({ method, path }: FakeRequest): string => {
  const repository = /^\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(path)?.[1] ?? ''
  const reading = method === 'GET' || method === 'HEAD'
  const actions = reading ? 'pull' : method === 'DELETE' ? 'delete' : 'pull,push'
  return `repository:${repository}:${actions}`
}

const covers = (given: string, wanted: string): boolean =>
  given === wanted || (given.startsWith(wanted) && given[wanted.length] === ',')

const isUser = ({ headers }: FakeRequest, { username, password }: User): boolean =>
  headers.authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

const challenge = (header: string): FakeResponse => {
  const answer = refusal(401, 'UNAUTHORIZED', 'authentication required')
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': header } }
}

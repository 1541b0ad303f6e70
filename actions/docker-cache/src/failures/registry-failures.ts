import { shortened } from '../shortened.ts'
import { explained, type KnownFailure } from './known-failure.ts'

/** What the registry was asked for. */
export type Request = {
  readonly kind: 'push' | 'pull'
  /** The image, or the repository where the builder says no more. */
  readonly image: string
  /** The registry's answer in the builder's words. */
  readonly said: string
}

const QUOTE_LIMIT = 250

const where = ({ kind, image }: Request): string =>
  kind === 'push' ? `when ${image} was pushed` : `when ${image} was pulled`

const said = (request: Request): string => `(${shortened(request.said, QUOTE_LIMIT)})`

const inputs = ({ kind }: Request): string =>
  kind === 'push' ? "that input 'registry' is right" : 'the name of the image in the Dockerfile'

const configuration = ({ image }: Request, line: string): string =>
  `in the configuration of the builder ('docker buildx create --buildkitd-config'): [registry."${image.split('/')[0]}"] ${line}`

/**
 * The wordings of ghcr.io, Docker Hub, Amazon ECR and the CNCF registry as
 * BuildKit passes them on, with the status where it does. The certain ones
 * come first: a token service that fails says 'failed to authorize' too.
 */
const KNOWN: readonly KnownFailure<Request>[] = [
  {
    sign: /server gave HTTP response to HTTPS client/,
    say: (_, request) =>
      `The registry speaks plain HTTP ${where(request)}, and the builder expects HTTPS. Say so ${configuration(request, 'http = true')}.`,
  },
  {
    sign: /x509: (.+)/,
    say: ([, reason], request) =>
      `The builder does not trust the certificate of the registry ${where(request)} (${shortened(reason ?? '', QUOTE_LIMIT)}). Name its authority ${configuration(request, 'ca = ["ca.pem"]')}.`,
  },
  {
    sign: /connection refused|no such host|i\/o timeout|network is unreachable|connection reset by peer|TLS handshake timeout|context deadline exceeded|: EOF$/,
    say: ([reason], request) =>
      `The registry did not answer ${where(request)} (${reason?.replace(/^: /, '')}). Check that it is up, and ${inputs(request)}.`,
  },
  {
    sign: /toomanyrequests|429 Too Many Requests/i,
    say: (_, request) =>
      `The registry limits how often it answers ${where(request)} ${said(request)}. Run the job again later, or log in before this step for a higher limit.`,
  },
  {
    sign: /\b5\d\d (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)/i,
    say: ([status], request) =>
      `The registry failed ${where(request)} (${status}). Run the job again; if that does not help, ask its operator.`,
  },
  {
    sign: /cannot be overwritten|is immutable/i,
    say: (_, { image }) =>
      `The tag of ${image} exists, and its repository does not let tags change. Use another one in input 'tags'.`,
  },
  {
    sign: /name unknown|repository with name '[^']*' does not exist/i,
    say: (_, request) =>
      `The registry has no such repository ${where(request)} ${said(request)}. Create it first, as Amazon ECR demands, and check ${request.kind === 'push' ? "input 'image-name'" : inputs(request)}.`,
  },
  {
    sign: /denied|unauthorized|authorization failed|forbidden|insufficient_scope|no basic auth credentials|failed to authorize|authentication required/i,
    say: (_, request) => refused(request),
  },
  {
    sign: /(?::|^) ?(?:404 )?not found$/i,
    say: (_, { kind, image }) =>
      kind === 'push'
        ? `The registry does not know where to put ${image}. Check inputs 'registry' and 'image-name'.`
        : `The image ${image} does not exist. Check its name and tag in FROM, COPY --from or '# syntax='.`,
  },
]

/** What a failure at a registry means, undefined when the text tells of none. */
export const registryFailure = (text: string): string | undefined => {
  const request = requestIn(text)
  return request && explained(KNOWN, request.said, request)
}

const refused = (request: Request): string => {
  const { kind, image } = request
  if (kind === 'pull')
    return `The registry refused to hand out ${image} ${said(request)}. Check its name, and log in to its registry before this step.`
  const message = `The registry refused the push of ${image} ${said(request)}.`
  return image.startsWith('ghcr.io/')
    ? `${message} Give the job the permission to write packages, 'permissions: { contents: read, packages: write }', and the package access for this repository.`
    : `${message} Log in before this step with an account that may push there, or set or correct inputs 'username' and 'password'.`
}

/** The request that a text of the builder tells of, undefined when it tells of none. */
export const requestIn = (text: string): Request | undefined => {
  const [, pushed, answer] = /failed to push (\S+): (.+)/.exec(text) ?? []
  if (pushed && answer) return { kind: 'push', image: pushed, said: answer }
  const [, pulled, reply] = /failed to resolve source metadata for (\S+): (.+)/.exec(text) ?? []
  if (pulled && reply) return { kind: 'pull', image: pulled, said: reply }
  const [, address] = /https?:\/\/([^\s/]+\/v2\/[^\s"]+?)\/(?:manifests|blobs)\//.exec(text) ?? []
  return address === undefined
    ? bare(text)
    : { kind: 'pull', image: address.replace('/v2/', '/'), said: text }
}

/** BuildKit before 0.11 does not say what it pushed. */
const bare = (text: string): Request | undefined =>
  /^(?:denied|unauthorized|unexpected status|server message|authorization status|failed to authorize|failed to fetch (?:oauth|anonymous) token|tag invalid|name unknown|toomanyrequests)\b/i.test(
    text,
  )
    ? { kind: 'push', image: 'the image', said: text }
    : undefined

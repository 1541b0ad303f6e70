import { systemCode, UserError } from '@ci-kit/core/errors'
import { connectionFault, ExchangeFault, statusFault } from '@ci-kit/oci/exchange-fault'
import { bytesBody, type HttpRequest, type HttpResponse, readAtMost } from '@ci-kit/oci/http'
import { retrying } from '@ci-kit/oci/retry'
import { type Connection, redacted, type Service, serviceError } from './service.ts'

export type Question = {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: object
  /** Statuses that are an answer. */
  readonly expect: readonly number[]
}

export type Answer = {
  readonly status: number
  readonly body: Uint8Array
  header(name: string): string | undefined
}

/** Real ones have up to 20 KB. The entry of a log repeats no payload. */
const LONGEST_ANSWER = 1024 * 1024

/**
 * Asks a service until it answers or the limits are reached, and tells each
 * attempt that fails. Throws `ServiceError`, or the signal's reason at once.
 */
export const ask = async (
  connection: Connection,
  service: Service,
  question: Question,
): Promise<Answer> => {
  const { clock, random, limits, signal } = connection
  let count = 0
  const attempt = async () => {
    count += 1
    return exchange(connection, question).catch((thrown: unknown) => {
      signal?.throwIfAborted()
      tell(connection, service, thrown, count)
      throw thrown
    })
  }
  try {
    return await retrying({ ...limits, clock, random, ...(signal && { signal }) }, attempt)
  } catch (thrown) {
    // A wait that is cut short rejects with an error of its own.
    signal?.throwIfAborted()
    throw thrown instanceof ExchangeFault ? serviceError(service, thrown) : thrown
  }
}

const tell = ({ log, limits }: Connection, { role }: Service, thrown: unknown, count: number) => {
  if (!(thrown instanceof ExchangeFault && thrown.detail.transient)) return
  log.info(`The ${role} ${redacted(thrown.message)} (attempt ${count} of ${limits.attempts}).`)
}

const exchange = async (connection: Connection, question: Question): Promise<Answer> => {
  const { url, expect } = question
  try {
    const response = await connection.transport(requestOf(connection, question))
    if (expect.includes(response.status)) return await wholeAnswer(response)
    throw bySeverity(await statusFault(response, connection.clock.now(), `${url.host} answered `))
  } catch (thrown) {
    throw thrown instanceof UserError || thrown instanceof ExchangeFault
      ? thrown
      : noAnswer(thrown, url)
  }
}

const requestOf = (
  { limits, signal }: Connection,
  { method, url, headers, body }: Question,
): HttpRequest => ({
  method,
  url,
  headers: {
    'user-agent': 'ci-kit',
    'accept-encoding': 'identity',
    ...(body && { 'content-type': 'application/json' }),
    ...headers,
  },
  ...(body && { body: bytesBody(Buffer.from(JSON.stringify(body))) }),
  idleMs: limits.idleMs,
  totalMs: limits.requestMs,
  ...(signal && { signal }),
})

const bySeverity = ({ message, detail }: ExchangeFault): ExchangeFault => {
  const { status = 0 } = detail
  const transient = status >= 500 || status === 408 || status === 429
  return new ExchangeFault(message, { ...detail, transient })
}

const wholeAnswer = async (response: HttpResponse): Promise<Answer> => {
  const body = await readAtMost(response, LONGEST_ANSWER)
  if (body !== undefined) return { status: response.status, body, header: response.header }
  throw new ExchangeFault(
    `${response.url.host} sends an answer of more than ${LONGEST_ANSWER} bytes`,
    { advice: 'This is no service of a Sigstore. Check its URL.' },
  )
}

/** Codes of the system, of the HTTP parser and of a stream that breaks off. */
const PASSING = /^(?:E(?!RR_)|HPE_|ERR_STREAM_PREMATURE_CLOSE)/
const UNTRUSTED = /CERT|^ERR_TLS|SELF_SIGNED|LEAF_SIGNATURE/

/** No answer may be one later; a certificate that is not trusted will not be. Anything else is a bug and stays as it is. */
const noAnswer = (thrown: unknown, url: URL): unknown => {
  const code = systemCode(thrown) ?? ''
  const untrusted = UNTRUSTED.test(code)
  if (!untrusted && !PASSING.test(code)) return thrown
  const { message, detail } = connectionFault(thrown, url.host)
  return new ExchangeFault(message, {
    ...detail,
    transient: !untrusted,
    ...(untrusted && {
      advice:
        'The host shows a TLS certificate that Node does not trust. Give its authority in NODE_EXTRA_CA_CERTS.',
    }),
  })
}

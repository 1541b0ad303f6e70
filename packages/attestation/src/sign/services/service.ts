import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import { type Log, visible } from '@ci-kit/core/log'
import type { ExchangeFault } from '@ci-kit/oci/exchange-fault'
import type { Transport } from '@ci-kit/oci/http'
import type { Limits } from '@ci-kit/oci/limits'

/** What the clients of all services share. */
export type Connection = {
  readonly transport: Transport
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly log: Pick<Log, 'info' | 'warning'>
  readonly limits: Limits
  readonly signal?: AbortSignal
}

/**
 * An outage is told within two minutes. A service that refuses at once is
 * asked for half a minute and more, as short outages last no longer.
 */
export const SIGNING_LIMITS: Limits = {
  attempts: 10,
  totalMs: 95_000,
  // Rekor of version 2 answers when the entry is in the tree, which may take 20 s.
  requestMs: 25_000,
  idleMs: 25_000,
}

/** A service, and what to do when it refuses. */
export type Service = {
  /** In the middle of a sentence: `transparency log`. */
  readonly role: string
  readonly url: URL
  /** Sentences for statuses that are no fault of the service. */
  readonly advice: (status: number | undefined) => string
}

/** A service did not do what it was asked for. */
export class ServiceError extends UserError {
  override readonly name = 'ServiceError'
  /** It gave no answer or called itself unable, again and again: later it may well do it. */
  readonly outage: boolean
  readonly role: string
  readonly status: number | undefined

  constructor(message: string, role: string, outage: boolean, status?: number) {
    super(message)
    this.role = role
    this.outage = outage
    this.status = status
  }
}

/** The last fault as an error with the service's name and what to do. */
export const serviceError = (
  { role, advice }: Service,
  { message, detail }: ExchangeFault,
): ServiceError => {
  const outage = detail.transient === true
  const todo = outage
    ? 'It is down, overloaded or out of reach: check its status page and the network, and run the job again.'
    : (detail.advice ?? advice(detail.status))
  return new ServiceError(`The ${role} ${redacted(message)}. ${todo}`, role, outage, detail.status)
}

/** An answer that is not what the service's interface promises. */
export const oddAnswer = ({ role, url }: Service, what: string): ServiceError =>
  new ServiceError(
    `The ${role} ${url.host} has sent an answer that cannot be used: ${redacted(what)}. Check that the URL is the one of this service, and that no proxy answers in its place.`,
    role,
    false,
  )

/**
 * Text of a service, which may repeat what it was sent: never a whole identity
 * token, nor its payload with the signature.
 */
export const redacted = (text: string): string =>
  visible(text.replace(/\bey[\w-]{10,}(?:\.[\w-]*)*|[\w-]{24,}(?:\.[\w-]{24,})+/g, '***'), 500)

import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type Access, advice } from './advice.ts'
import type { ExchangeFault } from './exchange-fault.ts'

/** What was being done, for messages: `Could not <what> ghcr.io/org/app`. */
export type Operation = {
  readonly registry: string
  readonly repository: string
  /** With its preposition: `read manifest "main" in`. */
  readonly what: string
  readonly access: Access
}

/** A registry that could not be asked, refused, or answered what it should not. */
export class RegistryError extends UserError {
  readonly registry: string
  readonly repository: string
  /** The HTTP status; `undefined` when there was no answer or the answer itself was wrong. */
  readonly status: number | undefined
  /** The registry's own error code (`DENIED`, `NAME_UNKNOWN`), or Node's for a connection (`ECONNREFUSED`). */
  readonly code: string | undefined
  /** Whether the same request may well succeed a little later. */
  readonly transient: boolean
  /** What the registry asked for in Retry-After, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(operation: Operation, fault: ExchangeFault, reply: Reply) {
    super(explain(operation, fault, reply))
    this.registry = operation.registry
    this.repository = operation.repository
    this.status = fault.detail.status
    this.code = fault.detail.code && reply.redact(fault.detail.code)
    this.transient = fault.detail.transient ?? false
    this.retryAfterMs = fault.detail.retryAfterMs
  }
}

/** What the connection adds to the fault. */
export type Reply = { readonly signedIn: boolean; redact(text: string): string }

const LONGEST_TEXT = 600

const explain = (
  { registry, repository, what, access }: Operation,
  { message, detail }: ExchangeFault,
  { signedIn, redact }: Reply,
): string => {
  const said = visible(redact(message), LONGEST_TEXT).replace(/[.\s]+$/, '')
  const todo = detail.advice ?? advice({ ...detail, registry, access, signedIn })
  return `Could not ${what} ${registry}/${repository}: ${said}. ${todo}`
}

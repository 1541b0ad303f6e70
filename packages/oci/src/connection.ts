import type { Clock } from '@ci-kit/core/clock'
import type { Access } from './advice.ts'
import { type Ask, asker, FIXED_HEADERS } from './ask.ts'
import { authorization } from './authorization.ts'
import type { Credentials } from './credentials.ts'
import { ExchangeFault } from './exchange-fault.ts'
import { faulting, mapped } from './faulting.ts'
import type { Transport } from './http.ts'
import type { Limits } from './limits.ts'
import { followingRedirects, type UrlRule, urlRule } from './redirects.ts'
import { type Operation, RegistryError } from './registry-error.ts'
import { type RetryPolicy, retrying } from './retry.ts'

export type ConnectionOptions = {
  readonly registry: string
  /** Scheme, host and port that are asked. */
  readonly base: URL
  readonly credentials: Credentials
  readonly transport: Transport
  readonly clock: Clock
  readonly random: () => number
  readonly limits: Limits
  readonly signal?: AbortSignal
}

/** What is done in one repository. `mountFrom` names a second repository that is read along. */
export type Task = {
  readonly repository: string
  readonly what: string
  readonly access: Access
  readonly mountFrom?: string
}

export type Connection = {
  readonly base: URL
  readonly rule: UrlRule
  /** Runs a task that is safe to repeat, again where its fault is transient. Throws {@link RegistryError}. */
  run<T>(task: Task, attempt: (ask: Ask) => Promise<T>): Promise<T>
  /** Passes a stream on; what goes wrong in it becomes a {@link RegistryError}. */
  stream(task: Task, pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
}

export const connection = (options: ConnectionOptions): Connection => {
  const { registry, base, clock, limits, signal, random } = options
  const rule = urlRule(base)
  const send = followingRedirects(faulting(options.transport, signal), rule)
  const times = { idleMs: limits.idleMs, totalMs: limits.requestMs, ...(signal && { signal }) }
  const auth = authorization({
    registry,
    rule,
    clock,
    credentials: options.credentials,
    ask: (request) =>
      send({ ...request, ...times, headers: { ...FIXED_HEADERS, ...request.headers } }),
  })
  const policy: RetryPolicy = { ...limits, clock, random, ...(signal && { signal }) }
  const explained = (task: Task, thrown: unknown): unknown => {
    const reply = { signedIn: auth.signedIn(), redact: auth.redact }
    const operation: Operation = { registry, ...task }
    return thrown instanceof ExchangeFault ? new RegistryError(operation, thrown, reply) : thrown
  }
  const asking = (task: Task): Ask => asker(options, send, auth, scopesOf(task))
  return {
    base,
    rule,
    run: (task, attempt) =>
      retrying(policy, () => attempt(asking(task))).catch((thrown: unknown) => {
        throw explained(task, thrown)
      }),
    stream: (task, pieces) => mapped(pieces, (thrown) => explained(task, thrown)),
  }
}

const scopesOf = ({ repository, access, mountFrom }: Task): readonly string[] => {
  const actions = { pull: 'pull', push: 'pull,push', delete: 'delete' }[access]
  const own = `repository:${repository}:${actions}`
  return mountFrom === undefined ? [own] : [own, `repository:${mountFrom}:pull`]
}

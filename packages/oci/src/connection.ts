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
import { retrying, unlessAborted } from './retry.ts'

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
  readonly bounds?: Bounds
}

/** Tighter bounds than the client's own. Times in milliseconds, as in {@link Limits}. */
export type Bounds = Partial<Pick<Limits, 'attempts' | 'totalMs'>> & {
  /** Ends the task beside the client's own signal; it then rejects with the reason. */
  readonly signal?: AbortSignal
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
  const send = followingRedirects(faulting(options.transport), rule)
  const times = { idleMs: limits.idleMs, totalMs: limits.requestMs, ...(signal && { signal }) }
  const auth = authorization({
    registry,
    rule,
    clock,
    credentials: options.credentials,
    ask: (request) =>
      send({ ...request, ...times, headers: { ...FIXED_HEADERS, ...request.headers } }),
  })
  const explained = (task: Task, thrown: unknown): unknown => {
    const reply = { signedIn: auth.signedIn(), redact: auth.redact }
    const operation: Operation = { registry, ...task }
    return thrown instanceof ExchangeFault ? new RegistryError(operation, thrown, reply) : thrown
  }
  const asking = (task: Task, until: AbortSignal | undefined): Ask =>
    asker({ ...options, ...(until && { signal: until }) }, send, auth, scopesOf(task))
  return {
    base,
    rule,
    run: (task, attempt) => {
      const { signal: own, ...tighter } = task.bounds ?? {}
      const until = signal && own ? AbortSignal.any([signal, own]) : (signal ?? own)
      const policy = { ...limits, ...tighter, clock, random, ...(until && { signal: until }) }
      const ended = retrying(policy, () => attempt(asking(task, until)))
      return unlessAborted(ended, until).catch((thrown: unknown) => {
        throw explained(task, thrown)
      })
    },
    stream: (task, pieces) => mapped(pieces, (thrown) => explained(task, thrown)),
  }
}

/** The same connection, so with the same tokens, for tasks that may take less. */
export const bounded = (shared: Connection, bounds: Bounds): Connection => ({
  ...shared,
  run: (task, attempt) => shared.run({ ...task, bounds: tightened(bounds, task.bounds) }, attempt),
})

/** Bounds inside bounds: each signal ends the task, and the inner numbers count. */
const tightened = (outer: Bounds, inner: Bounds = {}): Bounds => {
  const signals = [outer.signal, inner.signal].filter((signal) => signal !== undefined)
  const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0]
  return { ...outer, ...inner, ...(signal && { signal }) }
}

const scopesOf = ({ repository, access, mountFrom }: Task): readonly string[] => {
  const actions = { pull: 'pull', push: 'pull,push', delete: 'delete' }[access]
  const own = `repository:${repository}:${actions}`
  return mountFrom === undefined ? [own] : [own, `repository:${mountFrom}:pull`]
}

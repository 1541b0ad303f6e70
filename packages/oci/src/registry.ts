import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type Blobs, blobs } from './blobs.ts'
import { type Bounds, bounded, type Connection, connection } from './connection.ts'
import { anonymous, type Credentials } from './credentials.ts'
import { isLoopback, type Transport } from './http.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { type Manifests, manifests } from './manifests.ts'
import { nodeTransport } from './node-transport.ts'
import { DOCKER_HUB } from './reference.ts'
import { checkedRepository, hostFault } from './reference-grammar.ts'
import { type Referrers, referrers } from './referrers.ts'
import { type Tags, tags } from './tags.ts'

export type RegistryOptions = {
  /** As in image references: `ghcr.io`, `docker.io`, `localhost:5000`. */
  readonly host: string
  /** Asked when the registry wants them, not before. None by default. */
  readonly credentials?: Credentials
  /** Plain http instead of https. By default only on loopback. */
  readonly plainHttp?: boolean
  /** Ends everything that is under way; calls then reject with its reason. */
  readonly signal?: AbortSignal
  readonly limits?: Partial<Limits>
  readonly transport?: Transport
  readonly clock?: Clock
  /** Uniform in [0, 1), for the jitter of retries. */
  readonly random?: () => number
}

export type Registry = {
  readonly host: string
  /** `name` is the full path, such as `library/busybox`. Throws `UserError` when it is none. */
  repository(name: string): Repository
}

export type Repository = {
  readonly registry: string
  readonly name: string
  readonly manifests: Manifests
  readonly blobs: Blobs
  readonly tags: Tags
  readonly referrers: Referrers
  /** The same repository, with the same tokens, for calls that have less time or end with another signal. */
  within(bounds: Bounds): Repository
}

/** Docker Hub's API is on another host than its name says. */
const DOCKER_HUB_API = 'registry-1.docker.io'

/**
 * A client for one registry by the OCI distribution specification 1.1. Tokens,
 * credentials and connections are kept for its lifetime. Throws `UserError` for
 * a host that is none; its operations throw `RegistryError`.
 */
export const registryClient = (options: RegistryOptions): Registry => {
  const { host, signal } = options
  const shared = connection({
    registry: host,
    base: baseUrl(host, options.plainHttp),
    credentials: options.credentials ?? anonymous,
    transport: options.transport ?? nodeTransport(),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    ...(signal && { signal }),
  })
  return { host, repository: (name) => repository(shared, host, name) }
}

const baseUrl = (host: string, plainHttp: boolean | undefined): URL => {
  const fault = hostFault(host)
  if (fault !== undefined)
    throw new UserError(`"${visible(host, 160)}" does not name a registry: ${fault}`)
  const address = host === DOCKER_HUB ? DOCKER_HUB_API : host
  const secure = URL.parse(`https://${address}`)
  // What looks like an IPv4 address and is none (999.1.1.1) passes the grammar.
  if (secure === null) throw new UserError(`"${host}" does not name a registry: no such address.`)
  return (plainHttp ?? isLoopback(secure.hostname)) ? new URL(`http://${address}`) : secure
}

const repository = (shared: Connection, host: string, name: string): Repository => {
  const all = manifests(shared, checkedRepository(name))
  return {
    registry: host,
    name,
    manifests: all,
    blobs: blobs(shared, name),
    tags: tags(shared, name),
    referrers: referrers(shared, name, all),
    within: (bounds) => repository(bounded(shared, bounds), host, name),
  }
}

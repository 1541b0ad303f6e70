import type { IndexRepository } from '@ci-kit/attestation/attach/index-under-tag'
import type { Clock } from '@ci-kit/core/clock'
import { digestOf } from '@ci-kit/oci/digest'
import { ExchangeFault } from '@ci-kit/oci/exchange-fault'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { RegistryError } from '@ci-kit/oci/registry-error'

/** A registry that holds one tag, for as many clients as are needed. */
export type VirtualRegistry = {
  readonly repository: IndexRepository
  /** What the tag holds. */
  now(): string | undefined
  writes(): number
}

export type VirtualRegistryOptions = {
  readonly clock: Clock
  /** Milliseconds on the way there and back, asked twice for each request. */
  readonly latency: () => number
  /** A request fails: unseen by the registry, or with its answer lost. */
  readonly fault: () => 'before' | 'after' | undefined
  readonly initial?: string
}

export const virtualRegistry = (options: VirtualRegistryOptions): VirtualRegistry => {
  const { clock, latency, fault } = options
  let held = options.initial
  let writes = 0
  const exchange = async <T>(what: string, answer: () => T): Promise<T> => {
    const wrong = fault()
    await clock.sleep(latency())
    if (wrong === 'before') throw failure(what, 500, 'UNKNOWN')
    const made = answer()
    await clock.sleep(latency())
    if (wrong === 'after') throw failure(what, 500, 'UNKNOWN')
    return made
  }
  const manifests: ReturnType<IndexRepository['within']>['manifests'] = {
    get: async () => {
      const found = await exchange('read', () => held)
      if (found === undefined) throw failure('read', 404, 'MANIFEST_UNKNOWN')
      const bytes = Buffer.from(found)
      return { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes }
    },
    put: (_tag, { bytes }) =>
      exchange('write', () => {
        held = Buffer.from(bytes).toString()
        writes += 1
        return { digest: digestOf(bytes) }
      }),
  }
  return {
    repository: { registry: 'virtual', name: 'org/app', within: () => ({ manifests }) },
    now: () => held,
    writes: () => writes,
  }
}

const failure = (what: string, status: number, code: string): RegistryError =>
  new RegistryError(
    { registry: 'virtual', repository: 'org/app', what: `${what} the index in`, access: 'push' },
    new ExchangeFault(`${status} ${code}`, { status, code, transient: status >= 500 }),
    { signedIn: true, redact: (text) => text },
  )

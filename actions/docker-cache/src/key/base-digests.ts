import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import { parseReference } from '@ci-kit/oci/reference'
import type { Registry } from '@ci-kit/oci/registry'
import type { Doubt } from './doubt.ts'

/** Makes the client of a registry by its host; the signal ends all that it does. Called once a host. */
export type RegistryOf = (host: string, signal: AbortSignal) => Pick<Registry, 'repository'>

export type Bases = { readonly digests: ReadonlyMap<string, Digest> }

/** A registry that does not answer must not cost more than a build saves. */
const TIME_LIMIT_MS = 5_000

/**
 * What images stand for at this moment, by their names as written: all asked
 * for at once, those with a digest not at all. Anything but an answer for each
 * within the time limit is a doubt, so nothing is thrown for a bad name, a
 * missing image or a registry that is down.
 */
export const resolveBases = async (
  images: readonly string[],
  registryOf: RegistryOf,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<Bases | Doubt> => {
  const limit = new AbortController()
  const timer = setTimeout(
    () => limit.abort(new Error(`no answer in ${timeLimitMs} ms`)),
    timeLimitMs,
  )
  const digestOf = resolver(registryOf, limit.signal)
  try {
    const names = [...new Set(images)]
    const found = await Promise.all(
      names.map(async (name) => [name, await digestOf(name)] as const),
    )
    return { digests: new Map(found) }
  } catch (thrown) {
    return { doubt: `the base images are not known: ${visible(messageOf(thrown), 300)}` }
  } finally {
    clearTimeout(timer)
    // One failure is enough: nothing waits for the others.
    limit.abort()
  }
}

const resolver = (registryOf: RegistryOf, signal: AbortSignal) => {
  const registries = new Map<string, ReturnType<RegistryOf>>()
  const registry = (host: string) => {
    const known = registries.get(host) ?? registryOf(host, signal)
    registries.set(host, known)
    return known
  }
  const limited = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  limited.catch(() => {})
  return async (image: string): Promise<Digest> => {
    const { registry: host, repository, tag = 'latest', digest } = parseReference(image)
    if (digest !== undefined) return digest
    const asked = registry(host).repository(repository).manifests.head(tag)
    const found = await Promise.race([asked, limited])
    if (found === undefined) throw new Error(`${image} is not in its registry`)
    return found.digest
  }
}

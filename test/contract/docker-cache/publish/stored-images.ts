import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { blobOf } from '@ci-kit/oci/blobs'
import type { Platform } from '@ci-kit/oci/descriptor'
import type { Manifest } from '@ci-kit/oci/manifest'
import { type RegistryOptions, type Repository, registryClient } from '@ci-kit/oci/registry'
import { type FaultProxy, type FaultRule, faultProxy } from '../../../fakes/fault-proxy.ts'
import { AMD64, configBytes, imageOf } from '../../../unit/docker-cache/publish/documents.ts'

export const repositoryAt = (
  host: string,
  options: Partial<RegistryOptions> = {},
  name = 'org/app',
): Repository => registryClient({ host, ...options }).repository(name)

/** Pushes an image of one layer under a tag, or only under its digest. */
export const pushImage = async (
  repository: Repository,
  tag: string | undefined,
  { platform = AMD64, docker = false, note = '' }: PushOptions = {},
): Promise<Manifest> => {
  const layer = blobOf(Buffer.from(`layer ${note} ${JSON.stringify(platform)}`))
  const config = configBytes(platform)
  await Promise.all([layer, blobOf(config)].map((blob) => repository.blobs.put(blob)))
  const image = imageOf({ config, layers: [layer], docker })
  await repository.manifests.put(tag ?? image.digest, image)
  return image
}

export type PushOptions = {
  readonly platform?: Platform
  readonly docker?: boolean
  readonly note?: string
}

/** A real registry; `behind` puts a proxy with these faults in front of it. */
export const realRegistry = async () => {
  const registry: Registry = await startRegistry()
  const proxies: FaultProxy[] = []
  return {
    address: registry.address,
    behind: async (...rules: readonly FaultRule[]): Promise<FaultProxy> => {
      const proxy = await faultProxy(registry.address, rules)
      proxies.push(proxy)
      return proxy
    },
    stop: async () => {
      await Promise.all(proxies.map((proxy) => proxy.stop()))
      await registry.stop()
    },
  }
}

/** `GET manifests/main` and the like, in the order of the answers. */
export const requestsOf = ({ seen }: FaultProxy): readonly string[] =>
  seen.map(({ method, path }) => `${method} ${path.replace('/v2/org/app/', '')}`)

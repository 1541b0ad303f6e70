import type { Digest } from '@ci-kit/oci/digest'
import { afterAll, beforeAll } from '@jest/globals'
import { pushArtifact } from '../fakes/oci-artifact.ts'
import { type RegistryServer, registryServer } from '../fakes/registry-server.ts'
import { imageOf } from '../fakes/sample-image.ts'

export type ImageRegistry = {
  /** `127.0.0.1:<port>` */
  host(): string
  /** `127.0.0.1:<port>/<name>@<digest>` of a pushed tag. */
  pinned(name: string, tag: string): string
}

/** A registry for a file of tests with the tags, such as `shop/web:1`, each another image for linux/amd64. */
export const imageRegistry = (...tags: readonly string[]): ImageRegistry => {
  let registry: RegistryServer
  const digests = new Map<string, Digest>()
  beforeAll(async () => {
    registry = await registryServer()
    for (const each of tags) {
      const [name = '', tag = ''] = each.split(':')
      const image = await imageOf({ layers: [{ release: each }] })
      digests.set(each, await pushArtifact(registry.host, name, tag, image))
    }
  })
  afterAll(() => registry.close())
  return {
    host: () => registry.host,
    pinned: (name, tag) => `${registry.host}/${name}@${digests.get(`${name}:${tag}`)}`,
  }
}

import { isIndex } from '@ci-kit/oci/image-document'
import { platformManifest, platformManifests, repositoryContent } from '@ci-kit/oci/image-platforms'
import { formatReference, type ImageReference } from '@ci-kit/oci/reference'
import type { Registry } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'
import type { PreflightPorts } from './subject.ts'

/** Reads the platforms of an image from its registry: from the index, or from the config of a single image. */
export const registryPlatforms =
  (registryOf: (host: string) => Registry): PreflightPorts['platforms'] =>
  async (reference) => {
    const repository = registryOf(reference.registry).repository(reference.repository)
    const content = repositoryContent(repository)
    try {
      const manifest = await repository.manifests.get(wantedOf(reference))
      const images = isIndex(manifest)
        ? await platformManifests(formatReference(reference), manifest, content)
        : [await platformManifest(manifest, content)]
      return images.map((image) => image?.platform ?? '')
    } catch (thrown) {
      if (thrown instanceof RegistryError && thrown.status === 404) return undefined
      throw thrown
    }
  }

const wantedOf = ({ digest, tag }: ImageReference): string => digest ?? tag ?? 'latest'

import { repositoryContent } from '@ci-kit/oci/image-platforms'
import type { NamedImage } from '@ci-kit/oci/named-images'
import type { Registry } from '@ci-kit/oci/registry'
import { choosePlatforms, type WantedPlatforms } from '@ci-kit/oci/wanted-platforms'
import { imageEntries, oncePerDigest } from './image-entries.ts'
import type { ImageTarget } from './target.ts'

/**
 * What a name stands for just now, by digests. The tag is asked for once, and
 * a digest in the name counts more than its tag. Throws {@link UserError} of
 * the registry client with image, reason and fix, and for what cannot be
 * scanned: an artifact that is no image, a platform that is missing.
 */
export const resolveImage = async (
  { name, reference }: NamedImage,
  wanted: WantedPlatforms,
  registries: (host: string) => Pick<Registry, 'repository'>,
): Promise<ImageTarget> => {
  const { registry, repository, tag, digest } = reference
  const content = registries(registry).repository(repository)
  const asked = await content.manifests.get(digest ?? tag ?? 'latest')
  const entries = await imageEntries(name, asked, repositoryContent(content))
  const full = `${registry}/${repository}`
  return {
    name,
    repository: full,
    digest: asked.digest,
    platforms: oncePerDigest(choosePlatforms(name, entries, wanted)).map((entry) => ({
      ...entry,
      reference: `${full}@${entry.digest}`,
    })),
  }
}

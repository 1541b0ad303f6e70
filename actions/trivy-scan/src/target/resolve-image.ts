import type { Registry } from '@ci-kit/oci/registry'
import { choosePlatforms } from './choose-platforms.ts'
import { imageEntries, oncePerDigest } from './image-entries.ts'
import type { NamedImage } from './image-references.ts'
import type { ImageTarget } from './target.ts'
import type { WantedPlatforms } from './wanted-platforms.ts'

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
  const { manifests, blobs } = registries(registry).repository(repository)
  const asked = await manifests.get(digest ?? tag ?? 'latest')
  const entries = await imageEntries(name, asked, {
    manifest: (child) => manifests.get(child),
    blob: (config, limit) => blobs.read(config, limit),
  })
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

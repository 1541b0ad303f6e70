import { indexPlatforms, type WantedParts } from '@ci-kit/attestation/gate/index-platforms'
import { repositoryContent } from '@ci-kit/oci/image-platforms'
import type { NamedImage } from '@ci-kit/oci/named-images'
import type { Registry } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'
import type { Target, Unresolved } from './target.ts'

/**
 * What a name stands for just now. The tag is asked for once, a digest in the
 * name counts more than its tag, and everything that follows is about the
 * digest. Answers the reason when the registry does not tell; throws `UserError`
 * for platforms that are not there.
 */
export const resolveImage = async (
  ...of: Parameters<typeof resolved>
): Promise<Target | Unresolved> => {
  try {
    return await resolved(...of)
  } catch (thrown) {
    if (!(thrown instanceof RegistryError)) throw thrown
    return { name: of[0].name, problem: thrown.message }
  }
}

const resolved = async (
  { name, reference }: NamedImage,
  wanted: WantedParts,
  registries: (host: string) => Pick<Registry, 'repository'>,
): Promise<Target> => {
  const { registry, repository, tag, digest } = reference
  const content = registries(registry).repository(repository)
  const manifest = await content.manifests.get(digest ?? tag ?? 'latest')
  return {
    subject: {
      // What is verified is the digest, which stands beside it.
      name: name.replace(/@.*$/s, ''),
      digest: manifest.digest,
      platforms: await indexPlatforms(name, manifest, wanted, repositoryContent(content)),
    },
    repository: { registry, repository },
  }
}

import { inParallel } from '@ci-kit/core/in-parallel'
import { parseReference } from '@ci-kit/oci/reference'
import type { Registry } from '@ci-kit/oci/registry'
import { ecrPlace, type FindEcrImage } from './ecr-images.ts'

/** An image that cannot be deployed, and why: it is gone, archived, nobody may pull it. */
export type ImageProblem = { readonly image: string; readonly reason: string }

const AT_ONCE = 4

/** Asks ECR, which knows of archived images, and every other registry for the manifest. */
export const imageProblems =
  (ecrImage: FindEcrImage, registryOf: (host: string) => Registry) =>
  async (images: readonly string[]): Promise<readonly ImageProblem[]> => {
    const problems = await inParallel([...new Set(images)], AT_ONCE, (image) =>
      problemOf(image, ecrImage, registryOf),
    )
    return problems.filter((problem) => problem !== undefined)
  }

const problemOf = async (
  image: string,
  ecrImage: FindEcrImage,
  registryOf: (host: string) => Registry,
): Promise<ImageProblem | undefined> => {
  const { registry, repository, tag, digest } = parseReference(image)
  const place = ecrPlace(registry)
  if (place === undefined) {
    const { manifests } = registryOf(registry).repository(repository)
    const found = await manifests.head(digest ?? tag ?? 'latest')
    return found === undefined ? { image, reason: 'it is not in its registry any more' } : undefined
  }
  const found = await ecrImage(place, {
    repository,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  })
  if (found === undefined) return { image, reason: 'it is not in ECR any more' }
  return found.status === 'ACTIVE' ? undefined : { image, reason: `it is ${found.status} in ECR` }
}

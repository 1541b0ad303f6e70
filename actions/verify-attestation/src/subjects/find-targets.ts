import type { WantedParts } from '@ci-kit/attestation/gate/index-platforms'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { NamedImage } from '@ci-kit/oci/named-images'
import type { SubjectInputs } from '../inputs/subjects.ts'
import { DIGEST_ONLY, type Target, type Unresolved } from './target.ts'

export type TargetPorts = {
  /** Rejects with a `UserError` for what is wrong in the inputs. */
  resolveImage(image: NamedImage, wanted: WantedParts): Promise<Target | Unresolved>
  hashFiles(patterns: readonly string[]): Promise<readonly Target[]>
}

export type FoundTargets = {
  readonly targets: readonly Target[]
  readonly unresolved: readonly Unresolved[]
}

const AT_ONCE = 4

/**
 * Finds what is to be verified. An image that its registry does not tell about
 * is told as such, so that the others are verified all the same; mistakes in
 * the inputs throw `UserError`.
 */
export const findTargets = async (
  { images, platforms, paths, digests }: SubjectInputs,
  { resolveImage, hashFiles }: TargetPorts,
): Promise<FoundTargets> => {
  const files = paths.length === 0 ? [] : await hashFiles(paths)
  const found = await inParallel(images, AT_ONCE, (image) => resolveImage(image, platforms))
  const named = digests.map((digest) => ({ subject: { name: DIGEST_ONLY, digest, platforms: [] } }))
  return {
    targets: [...found.flatMap((one) => ('subject' in one ? [one] : [])), ...files, ...named],
    unresolved: found.flatMap((one) => ('problem' in one ? [one] : [])),
  }
}

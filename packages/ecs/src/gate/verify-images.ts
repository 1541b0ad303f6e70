import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import { indexPlatforms } from '@ci-kit/attestation/gate/index-platforms'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { GateSubject, Verdict } from '@ci-kit/attestation/gate/verdict'
import { type GatePorts, verifySubjects } from '@ci-kit/attestation/gate/verify-subjects'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { repositoryContent } from '@ci-kit/oci/image-platforms'
import { type ImageReference, parseReference } from '@ci-kit/oci/reference'
import type { Registry } from '@ci-kit/oci/registry'

export type ImageGate = Pick<GatePorts, 'verifier' | 'clock'> & {
  readonly policy: Policy
  registry(host: string): Pick<Registry, 'repository'>
  /** Where statements about an image may be, in the order in which they are asked. */
  sources(reference: ImageReference): readonly EvidenceSource[]
}

/** Images that are looked up at a time. */
const AT_ONCE = 4

/**
 * Whether everything that the policy asks for is proven about each image.
 * `images`: references with digests, `registry/name@sha256:…`. Fails closed:
 * an image that cannot be read rejects with a {@link UserError}, and everything
 * else that is not proven is in the verdict.
 */
export const verifyImages = async (
  images: readonly string[],
  gate: ImageGate,
): Promise<Verdict> => {
  const found = await inParallel([...new Set(images)], AT_ONCE, (image) => subjectOf(image, gate))
  const references = new Map(found.map(({ subject, reference }) => [subject, reference]))
  const evidence = (subject: GateSubject): readonly EvidenceSource[] => {
    const reference = references.get(subject)
    return reference === undefined ? [] : gate.sources(reference)
  }
  const { verifier, clock, policy } = gate
  return verifySubjects([...references.keys()], policy, { evidence, verifier, clock })
}

const subjectOf = async (image: string, { registry: registryAt }: ImageGate) => {
  const reference = parseReference(image)
  const { registry, repository, digest } = reference
  if (digest === undefined)
    throw new UserError(`${image} cannot be verified, as it names no digest.`)
  const content = registryAt(registry).repository(repository)
  try {
    const manifest = await content.manifests.get(digest)
    const platforms = await indexPlatforms(image, manifest, 'all', repositoryContent(content))
    const subject: GateSubject = { name: image.replace(/@.*$/s, ''), digest, platforms }
    return { subject, reference }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`${image} cannot be verified: ${messageOf(thrown)}`)
  }
}

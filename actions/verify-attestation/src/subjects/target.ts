import type { GateSubject } from '@ci-kit/attestation/gate/verdict'

/** Something to verify, found by what the workflow names. */
export type Target = {
  readonly subject: GateSubject
  /** `registry/repository` of an image, undefined for what is in no registry. */
  readonly repository?: RepositoryName
}

/** How something is called of which nothing but the digest is known. */
export const DIGEST_ONLY = 'content'

export type RepositoryName = { readonly registry: string; readonly repository: string }

/** The image by its digest, which is what the next step has to use. */
export const byDigest = ({ subject, repository }: Target): string | undefined =>
  repository && `${repository.registry}/${repository.repository}@${subject.digest}`

/** Something that was named and could not be found out, with a sentence that tells why. */
export type Unresolved = { readonly name: string; readonly problem: string }

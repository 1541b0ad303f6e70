import { UserError } from '@ci-kit/core/errors'
import { RegistryError } from '@ci-kit/oci/registry-error'

/** How registries without OCI 1.1 answer a manifest with `subject` and `artifactType`: 405 (older ECR), 400 or 415. */
const NOT_TAKEN = [400, 405, 415, 422]

/** The error of a manifest that was not taken, with the reason where it is the registry's age; every other one as it is. */
export const refusedReferrer = (thrown: unknown): unknown =>
  thrown instanceof RegistryError && NOT_TAKEN.includes(thrown.status ?? 0)
    ? new UserError(
        `${thrown.message} An attestation is attached as a manifest with "subject" and "artifactType" (OCI 1.1), which some registries do not take. Update the registry, or keep attestations in another store (store: github or artifact).`,
      )
    : thrown

/** Codes and words of registries whose tag must not change: ECR, Harbor, Docker Hub, GitLab, Quay, Google, Nexus. */
const IMMUTABLE_CODE = /^(?:TAG_INVALID|TAG_IMMUTABLE|ImageTagAlreadyExists\w*)$/
const IMMUTABLE_TEXT = /immutab|already exists|overwrit|protected tag|not allow updating/i

const isImmutableTag = ({ status = 0, code = '', repository, message }: RegistryError): boolean => {
  // A repository may be called immutable-things.
  const said = message.replaceAll(repository, '')
  return (
    status === 412 ||
    ([400, 403, 405, 409].includes(status) &&
      (IMMUTABLE_CODE.test(code) || IMMUTABLE_TEXT.test(said)))
  )
}

/** The error of an index that could not be written, with the reason where tags are immutable; every other one as it is. */
export const refusedIndex = (thrown: RegistryError, tag: string): Error =>
  isImmutableTag(thrown)
    ? new UserError(
        `${thrown.message} ${thrown.registry} has no referrers API that lists attachments, so all clients keep the list of what is attached to an image in an index under the tag ${tag.slice(0, 19)}…, and each further attachment changes that tag: it must be mutable. The image itself is not touched. Exempt these tags: in Amazon ECR set the repository's image tag mutability to IMMUTABLE_WITH_EXCLUSION with the filter sha256-*; elsewhere leave tags like sha256-* out of the rule. Or keep attestations in another store (store: github or artifact). Then run the step again: what is stored already is not stored twice.`,
      )
    : thrown

import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { type Verification, verificationSummary } from '@ci-kit/attestation/gate/vsa'
import { DIGEST_ONLY, type Target } from '../subjects/target.ts'

/** The predicates of verification summaries, one for each subject in their order, as texts of JSON. */
export const summaries = (
  verdict: Verdict,
  targets: readonly Target[],
  policy: Policy,
  verifier: Verification['verifier'],
): readonly string[] =>
  verdict.subjects.map((subject) => {
    const target = targets.find((one) => one.subject === subject.subject)
    const { verifiedAt } = verdict
    const resourceUri = resourceUriOf(target ?? subject)
    const predicate = verificationSummary(subject, { verifier, verifiedAt, resourceUri, policy })
    return `${JSON.stringify(predicate, undefined, 2)}\n`
  })

/** An image's name as a package URL (package-url/purl-spec, types/oci), a file's by its path, a digest by itself. */
const resourceUriOf = ({ subject, repository }: Target): string => {
  if (repository === undefined)
    return subject.name === DIGEST_ONLY ? subject.digest : `file:${encodeURI(subject.name)}`
  const name = repository.repository.split('/').at(-1) ?? ''
  const url = encodeURIComponent(`${repository.registry}/${repository.repository}`)
  return `pkg:oci/${encodeURIComponent(name)}?repository_url=${url}`
}

/** Who verified: the workflow of this run, which is also who signs the summary when it is attested. */
export const verifierOf = ({
  serverUrl,
  workflowRef,
  actionRef,
}: {
  readonly serverUrl: string
  /** `org/app/.github/workflows/deploy.yml@refs/heads/main`, '' outside a run. */
  readonly workflowRef: string
  /** `v1`, '' where nobody says. */
  readonly actionRef: string
}): Verification['verifier'] => ({
  id: workflowRef === '' ? 'urn:ci-kit:verify-attestation' : `${serverUrl}/${workflowRef}`,
  version: { 'ci-kit': actionRef || 'local' },
})

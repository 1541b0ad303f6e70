import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { digestOf } from '@ci-kit/oci/digest'

const LONGEST = 200

/** Reads input 'artifact-name'; undefined when it is empty. Throws {@link UserError} for what GitHub refuses. */
export const parseArtifactName = (text: string): string | undefined => {
  const name = text.trim()
  if (name === '') return undefined
  // actions/toolkit, packages/artifact, path-and-artifact-name-validation
  const [refused] = /["':<>|*?\\/\p{Cc}]/u.exec(name) ?? []
  if (refused === undefined && name.length <= LONGEST) return name
  throw new UserError(
    refused === undefined
      ? `Input 'artifact-name' has ${name.length} characters. Use ${LONGEST} at most.`
      : `Input 'artifact-name' is '${visible(name, 100)}', and an artifact's name may not contain '${visible(refused)}'. Use letters, digits, dots and dashes.`,
  )
}

/**
 * A name that no other job of the run has: jobs of a matrix have the same
 * id, so a digest of what is in it is added. `attestations-build-1f2e3d4c`.
 */
export const defaultArtifactName = (job: string, content: Uint8Array): string => {
  const safe = job.replace(/[^\w.-]+/g, '-').slice(0, 80) || 'job'
  return `attestations-${safe}-${digestOf(content).slice('sha256:'.length, 'sha256:'.length + 8)}`
}

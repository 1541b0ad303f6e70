import type { ArtifactUse } from '@ci-kit/artifacts/artifact-use'

/** What this action needs artifacts for. */
export const BUNDLES: ArtifactUse = {
  undone: 'The bundles cannot be stored as an artifact',
  withoutService:
    "Use 'store: registry' for images, or 'store: github' where GitHub has attestations for the repository.",
  alternative: "use 'store: registry'",
}

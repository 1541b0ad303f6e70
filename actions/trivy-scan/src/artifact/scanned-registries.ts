import { parseReference } from '@ci-kit/oci/reference'
import type { ScanOrder } from './scan-artifacts.ts'

/** The registries that trivy reads from: of what was found, and of the images that it is compared with. */
export const scannedRegistries = (
  orders: readonly Pick<ScanOrder, 'artifact' | 'baseline'>[],
): readonly string[] => {
  const references = orders
    .flatMap(({ artifact, baseline }) =>
      baseline?.kind === 'artifact' ? [artifact, baseline.artifact] : [artifact],
    )
    .flatMap(({ parts }) => parts.map(({ subject }) => subject))
    .flatMap((subject) => (subject.kind === 'registry' ? [subject.reference] : []))
  return [...new Set(references.map((reference) => parseReference(reference).registry))]
}

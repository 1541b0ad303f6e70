import type { EvidenceInputs, EvidencePlace } from '../inputs/evidence.ts'
import type { Target } from '../subjects/target.ts'

/**
 * Where statements about a target may be, in the order in which they are
 * asked: a place is left alone when those before it prove everything.
 */
export const evidencePlaces = (
  { places, bundlePaths }: EvidenceInputs,
  { repository }: Pick<Target, 'repository'>,
): readonly EvidencePlace[] => {
  if (places !== 'auto')
    return places.filter((place) => place !== 'registry' || repository !== undefined)
  // Who brings the bundles along wants nobody to be asked.
  if (bundlePaths.length > 0) return ['files']
  return repository === undefined ? ['github'] : ['registry', 'github']
}

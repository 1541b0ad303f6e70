import { PREDICATE_TYPES } from '../predicate-types.ts'
import type { Policy, RequiredPredicate } from './policy.ts'

/** What `deny-open` reads. */
export const SCAN: RequiredPredicate = { name: 'vulns', types: PREDICATE_TYPES.vulns }

/**
 * What has to be there. Who denies open vulnerabilities needs a scan, of
 * whatever type: a policy that names one type only must not be blind to a newer
 * scan of another.
 */
export const requiredPredicates = ({
  predicates,
  denyOpen,
}: Pick<Policy, 'predicates' | 'denyOpen'>): Policy['predicates'] => {
  const takesAll = ({ types }: RequiredPredicate) =>
    SCAN.types.every((type) => types.includes(type))
  return denyOpen === undefined || predicates.some(takesAll) ? predicates : [...predicates, SCAN]
}

/** All predicate types that are looked at. */
export const requiredTypes = (
  policy: Pick<Policy, 'predicates' | 'denyOpen'>,
): readonly string[] => [...new Set(requiredPredicates(policy).flatMap(({ types }) => types))]

import { createHash } from 'node:crypto'
import type { Assessed } from '../findings/assessed.ts'
import { findingKey } from '../findings/finding-key.ts'
import { findingIdentity } from '../findings/merge-platforms.ts'

/**
 * The fingerprint of each finding, in their order: a hash of what the finding
 * is, and a number where the same is there several times, as code scanning's
 * own fingerprints are made. The numbers go by identity, so that neither the
 * order of findings nor a change of severity moves an alert.
 */
export const fingerprints = (findings: readonly Assessed[]): string[] => {
  const numbers = new Map<string, number>()
  const byIdentity = findings
    .map(({ finding }, index) => ({
      index,
      hash: hashOf(findingKey(finding)),
      identity: findingIdentity(finding),
    }))
    .toSorted((one, other) => (one.identity < other.identity ? -1 : 1))
  const made = byIdentity.map(({ index, hash }) => {
    const number = (numbers.get(hash) ?? 0) + 1
    numbers.set(hash, number)
    return { index, fingerprint: `${hash}:${number}` }
  })
  return made
    .toSorted((one, other) => one.index - other.index)
    .map(({ fingerprint }) => fingerprint)
}

/** Half of SHA-256: names of findings are no secrets, and 128 bits do not collide. */
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32)

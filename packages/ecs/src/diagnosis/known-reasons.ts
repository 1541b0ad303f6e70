import { PLACEMENT_REASONS } from './known-placement-reasons.ts'
import { PULL_REASONS } from './known-pull-reasons.ts'
import { RUN_REASONS } from './known-run-reasons.ts'
import { START_REASONS } from './known-start-reasons.ts'

/**
 * A wording of ECS, of its agent or of a registry that is known. Sources: "Amazon
 * ECS stopped task error messages" and "service event messages" of the
 * developer guide.
 */
export type KnownReason = {
  /** All of these have to be found in the reason. */
  readonly patterns: readonly RegExp[]
  /** What it means, in lower case to follow a colon; then, as sentences of their own, what to do. */
  readonly hint: string
  /**
   * After how many tasks that ended by it no other task can do better; 0 where
   * it may pass by itself. One that a permission caused needs two: IAM takes
   * a while until it knows a new one.
   */
  readonly hopelessAfter: number
}

/** What is longer than any reason of ECS (1,024 characters). */
const READ_LIMIT = 4_000

/** The first that fits: what passes by itself stands before what does not. */
const KNOWN: readonly KnownReason[] = [
  ...PULL_REASONS,
  ...START_REASONS,
  ...RUN_REASONS,
  ...PLACEMENT_REASONS,
]

/** What is known of the reason that ECS or one of its events gives, undefined when nothing is. */
export const knownReason = (reason: string): KnownReason | undefined => {
  const read = reason.slice(0, READ_LIMIT)
  return KNOWN.find(({ patterns }) => patterns.every((pattern) => pattern.test(read)))
}

import type { Change } from './change.ts'
import type { Found } from './found.ts'

/** What the Git history at hand can tell. Revisions are commit ids or names of branches and tags. */
export type History = {
  /** Commit ids of the revisions, in their order. */
  commits(revisions: readonly string[]): Promise<Found<readonly string[]>>
  /** The commit where the history of `head` left that of `base`. */
  mergeBase(base: string, head: string): Promise<Found<string>>
  /** All paths whose content, type or mode differs; commits that are not there are fetched. */
  changes(base: string, head: string): Promise<Found<readonly Change[]>>
}

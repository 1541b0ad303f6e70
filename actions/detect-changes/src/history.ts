import type { Change } from './change.ts'
import type { Found } from './found.ts'

/** A tag with the commit that it names. */
export type Tag = { readonly name: string; readonly commit: string }

/**
 * What a history of commits can tell. Revisions are commit ids or names of
 * branches and tags. What one adapter cannot answer, another one may.
 */
export type History = {
  /** Commit ids of the revisions, in their order. */
  commits(revisions: readonly string[]): Promise<Found<readonly string[]>>
  /** The commit where the history of `head` left that of `base`; both may be names. */
  mergeBase(base: string, head: string): Promise<Found<string>>
  /** All paths whose content, type or mode differs between two ids; an id may be the empty tree's. */
  changes(base: string, head: string): Promise<Found<readonly Change[]>>
  /** All tags of the repository. */
  tags(): Promise<Found<readonly Tag[]>>
}

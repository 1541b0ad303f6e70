import type { Change } from './change.ts'

/** What changed, or why that is not the question, or why nobody can tell. */
export type Detection =
  | {
      readonly kind: 'known'
      /** Commit ids; '' when nothing was compared. */
      readonly base: string
      readonly head: string
      readonly why: string
      readonly changes: readonly Change[]
    }
  /** The event has nothing to compare with: every component is selected, and there is no doubt about it. */
  | { readonly kind: 'everything'; readonly head: string; readonly why: string }
  /** Something is missing: input `on-uncertain` decides. */
  | { readonly kind: 'unknown'; readonly head: string; readonly reason: string }

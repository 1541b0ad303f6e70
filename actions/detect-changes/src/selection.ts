import type { Change } from './change.ts'
import type { Component, Rule } from './component.ts'

/** Why a component is selected. */
export type Cause =
  /** A changed file of its own. */
  | { readonly kind: 'file'; readonly change: Change; readonly rule: Rule }
  /** From the selected component to the one whose file changed: `['web', 'ui', 'core']`. */
  | { readonly kind: 'dependency'; readonly path: readonly string[] }
  /** A changed file that selects every component. */
  | { readonly kind: 'global'; readonly change: Change; readonly rule: Rule }
  /** Nothing was compared. */
  | { readonly kind: 'everything'; readonly why: string }

/** The answer for one component; `cause` is undefined when it is not selected. */
export type Selection = {
  readonly component: Component
  readonly cause: Cause | undefined
  /** Changed files of its own, in the order of the changes; empty when they are not known. */
  readonly files: readonly Change[]
}

/** The answer for all components, in their order. */
export type Answer = {
  readonly selections: readonly Selection[]
  /** Files changed, and every one of them is ignored. */
  readonly docsOnly: boolean
}

import type { FindingKind } from '../findings/finding.ts'
import type { PathGlob } from './path-glob.ts'
import type { PurlPattern } from './purl-pattern.ts'

/** What somebody decided to live with, until a day. */
export type IgnoreEntry = {
  readonly kind: FindingKind
  /** As written. */
  readonly id: string
  /** Any of them; all paths when there is none. */
  readonly paths: readonly PathGlob[]
  /** Any of them; all packages when there is none. */
  readonly purls: readonly PurlPattern[]
  /** Why; '' when nobody wrote it down. */
  readonly statement: string
  readonly owner: string
  /** The last day that it holds, `2026-12-31`, in UTC. */
  readonly expires: string
  /** Where it stands; lines count from 1. */
  readonly file: string
  readonly line: number
}

/** Something wrong in an ignore file; `what` begins in lower case and has no full stop. */
export type IgnoreProblem = { readonly file: string; readonly line: number; readonly what: string }

/** Where the history of releases is kept. */
export type LedgerPlace =
  | { readonly kind: 'github' }
  /** Relative to the workspace, or absolute. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'none' }

/** Reads input `ledger`; empty means GitHub. */
export const ledgerPlace = (text: string): LedgerPlace => {
  if (text === '' || text === 'github') return { kind: 'github' }
  return text === 'none' ? { kind: 'none' } : { kind: 'file', path: text }
}

/**
 * What happened to a path. A rename is a deleted and an added path; a change of
 * type (file to symlink, say) and a moved submodule pointer are modifications.
 */
export type Status = 'added' | 'modified' | 'deleted'

export const STATUSES: readonly Status[] = ['added', 'modified', 'deleted']

/** A file that differs, by its path from the root of the repository. */
export type Change = { readonly path: string; readonly status: Status }

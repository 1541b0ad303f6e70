import type { Found } from './found.ts'

/** What is read of one file: manifests and filters are far smaller. */
export const MAX_FILE_BYTES = 1024 * 1024

/** The files of the commit that is being looked at. */
export type RepositoryTree = {
  /** Paths of all tracked files from the root of the repository. */
  paths(): Promise<Found<readonly string[]>>
  /** The text of a tracked file; missing when there is none, when it is no regular file, or when it has more than {@link MAX_FILE_BYTES}. */
  read(path: string): Promise<Found<string>>
}

const NOTHING = { missing: 'there is neither a Git checkout nor a token to ask GitHub' }
export const noTree: RepositoryTree = { paths: async () => NOTHING, read: async () => NOTHING }

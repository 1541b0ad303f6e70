/** Where the files of a step go. */
export type OutputFolder = {
  /** Absolute path. */
  readonly path: string
  /** Makes room for a file that somebody else writes, and answers its absolute path. Rejects with a `UserError` when that cannot be. */
  place(name: string): Promise<string>
  /** Writes one file, and answers its absolute path. Rejects with a `UserError` when that cannot be. */
  write(name: string, content: string | Uint8Array): Promise<string>
}

/** Where the jobs of a run leave records for the jobs after them. Any job of the run may write there. */
export type RecordStore = {
  /** False when the run has something of that name already. */
  write(name: string, content: Uint8Array): Promise<boolean>
  /** All that is there, or what has one name. */
  list(name?: string): Promise<readonly StoredRecord[]>
}

export type StoredRecord = {
  readonly name: string
  /** Its bytes; a `UserError` where they cannot be had, or are too many. */
  read(): Promise<Uint8Array>
}

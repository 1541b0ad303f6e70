/** Where lists go that are no output of their own. */
export type ListFiles = {
  /** Writes a new file that only this user may read, and answers its absolute path. Throws a UserError when it cannot. */
  write(name: string, text: string): string
}

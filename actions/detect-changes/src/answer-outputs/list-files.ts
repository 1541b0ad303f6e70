/** Where lists go that are no output of their own. */
export type ListFiles = {
  /**
   * Writes a new file that only this user may read, and answers its absolute path. A lone surrogate is the byte of a
   * name that is no UTF-8. Throws a UserError when it cannot.
   */
  write(name: string, text: string): string
}

/** The checkout, as far as inputs name paths in it. Relative paths start at its root. */
export type Workspace = {
  /** What is at a path, undefined when nothing is. */
  kindOf(path: string): 'file' | 'folder' | undefined
}

export type Ecosystem = 'npm' | 'cargo' | 'go'

/** A package, crate or module that a workspace lists. */
export type Member = {
  readonly ecosystem: Ecosystem
  /** From the root of the repository, '' for the root. */
  readonly folder: string
  /** Path of the file that says so. */
  readonly manifest: string
  /** The real name, such as `@shop/ui` or `example.org/shop/ui`. */
  readonly package: string
  /** Folders that it is made from: those of other members, or any other in the repository. */
  readonly needs: readonly string[]
}

/** The last segment of a path or of a package's name. */
export const lastSegment = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

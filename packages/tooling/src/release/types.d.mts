/** The types that more than one module of the release names; see the declarations above this folder. */

/** The files of a release by path, `/` between folders. */
export type TreeFiles = Map<string, Buffer>

export type Commit = { commit: string; message: string }

/** One conventional commit. */
export type Change = {
  /** such as `feat` */
  type: string
  /** empty for none */
  scope: string
  /** hostile text */
  subject: string
  breaking: boolean
  /** what its footer says that it breaks; empty for none */
  breaks: string
  /** full id */
  commit: string
}

/** What a release is called and says. */
export type Plan = {
  /** such as `v1.2.3` */
  tag: string
  /** without the `v` */
  version: string
  /** full id of the commit that it is made from */
  source: string
  /** Markdown */
  notes: string
  /** Markdown, with those of the releases before */
  changelog: string
}

/** What becomes the commit of a release. */
export type Content = {
  /** absolute, holds the files */
  folder: string
  /** of the files, relative to the folder */
  paths: string[]
  /** full id of the commit that the release is made from: its parent */
  source: string
  message: string
  /** a folder for the index */
  scratch: string
}

export type MakeOptions = {
  kind: 'make'
  dryRun: boolean
  push: boolean
  version?: string
  /** a folder that is new or empty */
  out?: string
}

export type MoveOptions = { kind: 'move-major'; tag: string; push: boolean }

export type SmokeOptions = { kind: 'smoke'; folder: string }

/**
 * The types that more than one module names. They are in a declaration file
 * because the compiler, in a project that refers to this one, looks types up
 * beside the sources, where a JavaScript module has none.
 */

/** Environment variables, as in `process.env`. */
export type Environment = Record<string, string | undefined>

/** A program that is built from its Go module. */
export type GoTool = {
  /** also the name of the binary */
  name: string
  /** of the module, such as `v1.2.3` */
  version: string
  /** import path of its main package, or `.` for a source of our own */
  package: string
  /** a main package in one file, where the tool is no module that could be had */
  source?: URL
  /** packages with their versions that such a source imports */
  requires?: string[]
  /** more variables for the compiler */
  environment?: Record<string, string>
  ldflags: string
  /** prints the version, which must be the one above */
  versionArgs: string[]
  /** how long a first build takes on two cores */
  usually: string
}

export type Input = {
  name: string
  description: string
  required: boolean
  /** as text; undefined: none */
  default: string | undefined
}

export type Output = { name: string; description: string }

/** One action, as its action.yml and README describe it. */
export type Manifest = {
  /** name under `actions/`, which is also the action's name for users */
  folder: string
  name: string
  description: string
  inputs: Input[]
  outputs: Output[]
  /** such as `contents: read` */
  permissions: string[]
  /** such as `push` */
  events: string[]
}

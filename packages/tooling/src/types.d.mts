/**
 * The types that more than one module names. They are in a declaration file
 * because the compiler, in a project that refers to this one, looks types up
 * beside the sources, where a JavaScript module has none.
 */

/** Environment variables, as in `process.env`. */
export type Environment = Record<string, string | undefined>

/** A program of the cache. */
export type Tool = {
  /** also the name of the binary */
  name: string
  /** such as `1.2.3`, of a Go module `v1.2.3` */
  version: string
  /** prints the version, which must be the one above */
  versionArgs: string[]
  /** how long it takes to make it for the first time on two cores */
  usually: string
}

/** A program that is built from its Go module. */
export type GoTool = Tool & {
  /** import path of its main package, or `.` for a source of our own */
  package: string
  /** a main package in one file, where the tool is no module that could be had */
  source?: URL
  /** packages with their versions that such a source imports */
  requires?: string[]
  /** more variables for the compiler */
  environment?: Record<string, string>
  ldflags: string
}

/** A program that a Python package brings along as a binary. */
export type PythonTool = Tool & {
  /** of the wheels for all platforms, hexadecimal */
  sha256: string[]
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
  /** YAML of its README; undefined: none */
  example: string | undefined
}

/** A workflow that others can call, as its file and the guides describe it. */
export type ReusableWorkflow = {
  /** name under `.github/workflows/` */
  file: string
  /** what the caller writes */
  uses: string
  /** empty when its file does not say */
  purpose: string
  /** that the caller has to grant, such as `contents: read` */
  permissions: string[]
  inputs: (Input & { type: string })[]
  /** without a default */
  secrets: Input[]
  outputs: Output[]
  /** YAML of a guide; undefined: none */
  example: string | undefined
}

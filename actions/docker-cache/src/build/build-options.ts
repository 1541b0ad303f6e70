/** A value with a name, from a line `name=value`. */
export type NamedValue = { readonly name: string; readonly value: string }

/** Where the value of a secret comes from; the value itself is never held. */
export type SecretSource =
  | { readonly id: string; readonly file: string; readonly variable?: never }
  | { readonly id: string; readonly variable: string; readonly file?: never }

/** What the author says about a build, whatever becomes of its result. */
export type BuildOptions = {
  /** A folder relative to the workspace, or the URL of a git repository. */
  readonly context: string
  readonly buildContexts: readonly NamedValue[]
  /** The Dockerfile, relative to the workspace; undefined for the one in the context. */
  readonly file: string | undefined
  readonly target: string | undefined
  readonly platforms: readonly string[]
  /** `NAME=value`, or `NAME` for a value from the environment. */
  readonly buildArgs: readonly string[]
  readonly secrets: readonly SecretSource[]
  readonly ssh: readonly string[]
  /** `name=value` */
  readonly labels: readonly string[]
  /** `name=value`, with a type and a colon in front where the author gave one. */
  readonly annotations: readonly string[]
  readonly network: string | undefined
  readonly shmSize: string | undefined
  readonly ulimit: readonly string[]
  readonly addHosts: readonly string[]
  readonly cgroupParent: string | undefined
  readonly noCache: boolean
  readonly noCacheFilters: readonly string[]
  readonly pull: boolean
  readonly allow: readonly string[]
  /** `false`, `true` or the attributes of the attestation. */
  readonly sbom: string
  readonly provenance: string
}

/** What becomes of the image. */
export type ImageOutput = {
  /** `by-digest` pushes without a name. */
  readonly push: 'tags' | 'by-digest' | 'no'
  readonly load: boolean
  readonly compression: { readonly type: string; readonly level: number | undefined } | undefined
  /** What the author calls the image in `outputs`; it has to be the one that other inputs name. */
  readonly names: readonly string[]
  /** Attributes of the image exporter that the author added, `name=value`. */
  readonly attributes: readonly string[]
  /** Further outputs as lines of CSV. */
  readonly others: readonly string[]
}

/** A build, decided: everything that BuildKit has to know. */
export type BuildPlan = BuildOptions & {
  /** Host and path of the image. */
  readonly repository: string
  /** Full references, `registry/repository:tag`. */
  readonly references: readonly string[]
  readonly output: ImageOutput
  /** Attributes of the caches to read and write, each one line of CSV. */
  readonly cacheFrom: readonly string[]
  readonly cacheTo: readonly string[]
}

/** A build, decided: everything that BuildKit has to know. */
export type BuildPlan = {
  /** A folder relative to the workspace, or the URL of a git repository. */
  readonly context: string
  /** The Dockerfile, relative to the workspace; undefined for the one in the context. */
  readonly file: string | undefined
  readonly target: string | undefined
  readonly platforms: readonly string[]
  /** `NAME=value`, or `NAME` for a value from the environment. */
  readonly buildArgs: readonly string[]
  /** Full references, `registry/repository:tag`. */
  readonly references: readonly string[]
  readonly push: boolean
  readonly cacheFrom: readonly string[]
  readonly cacheTo: { readonly ref: string; readonly mode: CacheMode } | undefined
}

export const CACHE_MODES = ['max', 'min'] as const
export type CacheMode = (typeof CACHE_MODES)[number]

/**
 * The arguments of `buildx` for a plan. Values are joined to their option with
 * `=`, so that one that starts with a dash cannot become an option.
 *
 * - no provenance, because it makes a new digest on every run; the attest
 *   action signs afterwards
 * - the image is not stored or unpacked in the builder: what is unchanged is
 *   then never downloaded (3.4 KB instead of 43 MB for a warm registry cache)
 * - a cache that cannot be written does not fail a build whose image was pushed
 */
export const buildArguments = (plan: BuildPlan, metadataFile: string): string[] => [
  'build',
  '--progress=rawjson',
  '--provenance=false',
  '--sbom=false',
  `--metadata-file=${metadataFile}`,
  `--output=${attributes({ type: 'image', push: plan.push, store: false, unpack: false })}`,
  ...plan.references.map((reference) => `--tag=${reference}`),
  ...plan.cacheFrom.map((ref) => `--cache-from=${attributes({ type: 'registry', ref })}`),
  ...(plan.cacheTo ? [`--cache-to=${attributes(cacheExport(plan.cacheTo))}`] : []),
  ...plan.buildArgs.map((entry) => `--build-arg=${entry}`),
  ...(plan.platforms.length > 0 ? [`--platform=${plan.platforms.join(',')}`] : []),
  ...(plan.target ? [`--target=${plan.target}`] : []),
  ...(plan.file ? [`--file=${plan.file}`] : []),
  plan.context,
]

const cacheExport = ({ ref, mode }: NonNullable<BuildPlan['cacheTo']>) => ({
  type: 'registry',
  ref,
  mode,
  'image-manifest': true,
  'oci-mediatypes': true,
  'ignore-error': true,
})

/** BuildKit reads attributes as one line of CSV, so a field with a comma or a quote is quoted. */
const attributes = (from: Readonly<Record<string, string | boolean>>): string =>
  Object.entries(from)
    .map(([name, value]) => `${name}=${value}`)
    .map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',')

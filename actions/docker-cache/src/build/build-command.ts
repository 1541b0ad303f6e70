import { csvLine } from '../csv.ts'
import { type Attribute, attributes, parseAttributes } from './attributes.ts'
import type { BuildOptions, BuildPlan, ImageOutput, SecretSource } from './build-options.ts'

/**
 * The arguments of `buildx` for a plan. Values are joined to their option with
 * `=`, so that one that starts with a dash cannot become an option. The caches
 * that are written carry `ignore-error`: an image that was pushed is no failure.
 */
export const buildArguments = (plan: BuildPlan, metadataFile: string): string[] => [
  'build',
  '--progress=rawjson',
  `--metadata-file=${metadataFile}`,
  ...outputs(plan).map((entry) => `--output=${entry}`),
  ...plan.cacheFrom.map((entry) => `--cache-from=${entry}`),
  ...plan.cacheTo.map((entry) => `--cache-to=${entry}`),
  ...optionArguments(plan),
  plan.context,
]

/** Writes one cache and nothing else; the builder has just built what is in it. */
export const cacheArguments = (plan: BuildPlan): string[] => [
  'build',
  '--progress=rawjson',
  '--output=type=cacheonly',
  ...plan.cacheFrom.map((entry) => `--cache-from=${entry}`),
  ...plan.cacheTo.map((entry) => `--cache-to=${entry}`),
  ...optionArguments(plan),
  plan.context,
]

/** Runs the checks of the builder over the Dockerfile, and builds nothing. */
export const checkArguments = (options: BuildOptions): string[] => [
  'build',
  '--call=check,format=json',
  ...optionArguments(options),
  options.context,
]

/** What holds for a build whatever becomes of it. */
const optionArguments = (options: BuildOptions): string[] => [
  `--sbom=${options.sbom}`,
  `--provenance=${options.provenance}`,
  ...each(
    'build-context',
    options.buildContexts.map(({ name, value }) => `${name}=${value}`),
  ),
  ...each('build-arg', options.buildArgs),
  ...each('secret', options.secrets.map(secretEntry)),
  ...each('ssh', options.ssh),
  ...each('label', options.labels),
  ...each('annotation', options.annotations),
  ...given('network', options.network),
  ...given('shm-size', options.shmSize),
  ...each('ulimit', options.ulimit),
  ...each('add-host', options.addHosts),
  ...given('cgroup-parent', options.cgroupParent),
  ...each('allow', options.allow),
  ...(options.noCache ? ['--no-cache'] : []),
  ...each('no-cache-filter', options.noCacheFilters),
  ...(options.pull ? ['--pull'] : []),
  ...(options.platforms.length > 0 ? [`--platform=${options.platforms.join(',')}`] : []),
  ...given('target', options.target),
  ...given('file', options.file),
]

const each = (option: string, values: readonly string[]): string[] =>
  values.map((value) => `--${option}=${value}`)

const given = (option: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`--${option}=${value}`]

const secretEntry = ({ id, file, variable }: SecretSource): string =>
  attributes([['id', id], file === undefined ? ['env', variable] : ['src', file]])

/**
 * Without a push, other outputs stand for the image. It is pushed by digest,
 * because it gets its names when it is complete, so what else keeps names
 * (Docker's images, archives) is told them by its own output. It comes last:
 * each output has a digest, which the compression changes, and the metadata
 * holds that of the last one.
 */
const outputs = (plan: BuildPlan): string[] => {
  const { push, load, others } = plan.output
  const hasOther = load || others.length > 0
  return [
    ...(load ? [named('type=docker', plan.references)] : []),
    ...others.map((entry) => (keepsNames(entry) ? named(entry, plan.references) : entry)),
    ...(push === 'no' && hasOther ? [] : [imageEntry(plan)]),
  ]
}

const keepsNames = (entry: string): boolean =>
  ['docker', 'oci'].includes(parseAttributes(entry).get('type') ?? '')

const named = (entry: string, references: readonly string[]): string =>
  references.length === 0 || parseAttributes(entry).has('name')
    ? entry
    : `${entry},${attributes([['name', references.join(',')]])}`

/**
 * The image is not stored or unpacked in the builder: what is unchanged is then
 * never downloaded (3.4 KB instead of 43 MB for a warm registry cache).
 */
const imageEntry = ({ output, repository, references }: BuildPlan): string => {
  const pushes = output.push !== 'no'
  const entry = attributes([
    ['type', 'image'],
    ...(pushes ? byDigest(repository) : []),
    ['push', pushes],
    ['store', false],
    ['unpack', false],
    ...(output.compression ? compressionOf(output.compression) : []),
  ])
  const whole = [entry, ...output.attributes.map((field) => csvLine([field]))].join(',')
  return pushes ? whole : named(whole, references)
}

const byDigest = (repository: string): Attribute[] => [
  ['name', repository],
  ['push-by-digest', true],
  ['name-canonical', true],
]

const compressionOf = ({ type, level }: NonNullable<ImageOutput['compression']>): Attribute[] => [
  ['compression', type],
  // Docker's media types know no zstd.
  ['oci-mediatypes', true],
  ...(level === undefined ? [] : [['compression-level', level] satisfies Attribute]),
]

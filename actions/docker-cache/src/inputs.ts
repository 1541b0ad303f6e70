import {
  choice,
  count,
  duration,
  flag,
  type InputReader,
  lines,
  list,
  optionalText,
  secret,
  text,
} from '@ci-kit/core/inputs'
import type { BuildOptions, ImageOutput } from './build/build-options.ts'
import { buildOptions } from './inputs/build-options.ts'
import { imageOutput } from './inputs/image-output.ts'
import { parseRegistry, type RegistryPlace } from './inputs/repository.ts'
import { parseSize } from './inputs/size.ts'
import { type Task, wantedImages } from './inputs/wanted-images.ts'
import type { RuleId } from './lint/finding.ts'
import { parseLintIgnore } from './lint/lint-ignore.ts'
import type { Limits } from './report/limits.ts'
import { type Flavor, parseFlavor } from './tags/flavor.ts'

export const SKIPS = ['auto', 'never', 'require'] as const
export type Skip = (typeof SKIPS)[number]

/** What the inputs say about caches, beside their policy. */
export type CacheInputs = {
  /** '' for the scope that the event implies. */
  readonly scope: string
  readonly mode: 'max' | 'min'
  readonly write: boolean
  readonly targets: readonly string[]
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly exportTimeoutMs: number
  readonly localFolder: string | undefined
  readonly localMaxBytes: number
  readonly mounts: boolean
  readonly mountsMaxBytes: number
}

export type Inputs = {
  readonly registry: RegistryPlace
  /** '' when the input `components` names the images. */
  readonly imageName: string
  readonly githubToken: string
  readonly username: string
  readonly password: string
  /** Undefined for the current builder, or one of the action's own. */
  readonly builder: string | undefined
  readonly task: Task
  readonly options: BuildOptions
  readonly output: ImageOutput
  /** The text of the input: what it means depends on the repository. */
  readonly tags: string
  readonly flavor: Flavor
  /** The text of the input; '' for one image. */
  readonly components: string
  readonly concurrency: number
  readonly allOrNone: boolean
  /** The text of the input. */
  readonly digests: string
  readonly retries: number
  readonly cache: CacheInputs
  readonly skip: Skip
  readonly maxAgeMs: number | undefined
  readonly limits: Limits
  readonly onLimit: 'fail' | 'warn'
  readonly efficiency: boolean
  readonly lint: 'warn' | 'fail' | 'off'
  readonly lintIgnore: readonly RuleId[]
  readonly minFreeBytes: number | undefined
  readonly freeDiskSpace: boolean
  readonly summary: boolean
}

export const parseInputs = (from: InputReader): Inputs => ({
  // First, so that nothing that follows can show them.
  githubToken: secret(from, 'github-token'),
  password: secret(from, 'password'),
  username: optionalText(from, 'username'),
  registry: parseRegistry(text(from, 'registry')),
  ...wantedImages(from),
  builder: optionalText(from, 'builder') || undefined,
  options: buildOptions(from),
  output: imageOutput(from),
  tags: from.read('tags'),
  flavor: parseFlavor(from.read('flavor')),
  concurrency: count(from, 'concurrency', 1, 64),
  allOrNone: flag(from, 'all-or-none', true),
  retries: count(from, 'retries', 0, 10),
  cache: cacheInputs(from),
  skip: choice(from, 'skip', SKIPS),
  maxAgeMs: duration(from, 'max-age'),
  limits: limits(from),
  onLimit: choice(from, 'on-limit', ['fail', 'warn']),
  efficiency: flag(from, 'efficiency'),
  lint: choice(from, 'lint', ['warn', 'fail', 'off']),
  lintIgnore: parseLintIgnore(list(from, 'lint-ignore')),
  minFreeBytes: size(from, 'min-free-space'),
  freeDiskSpace: flag(from, 'free-disk-space'),
  summary: flag(from, 'summary', true),
})

const cacheInputs = (from: InputReader): CacheInputs => ({
  scope: optionalText(from, 'cache-scope'),
  mode: choice(from, 'cache-mode', ['max', 'min']),
  write: flag(from, 'cache-write', true),
  targets: list(from, 'cache-targets'),
  from: lines(from, 'cache-from'),
  to: lines(from, 'cache-to'),
  exportTimeoutMs: count(from, 'cache-export-timeout', 1, 86_400) * 1_000,
  localFolder: optionalText(from, 'local-cache') || undefined,
  localMaxBytes: size(from, 'local-cache-max-size') ?? Number.POSITIVE_INFINITY,
  mounts: flag(from, 'cache-mounts', true),
  mountsMaxBytes: size(from, 'cache-mounts-max-size') ?? Number.POSITIVE_INFINITY,
})

const limits = (from: InputReader): Limits => ({
  minHitRate: percent(from, 'min-hit-rate'),
  maxImageSize: size(from, 'max-image-size'),
  maxLayerWaste: percent(from, 'max-layer-waste'),
})

const percent = (from: InputReader, name: string): number | undefined =>
  optionalText(from, name) === '' ? undefined : count(from, name, 0, 100)

const size = (from: InputReader, name: string): number | undefined => {
  const value = optionalText(from, name)
  return value === '' ? undefined : parseSize(value, name)
}

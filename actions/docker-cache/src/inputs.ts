import { UserError } from '@ci-kit/core/errors'
import {
  flag,
  type InputReader,
  lines,
  list,
  oneOf,
  optionalText,
  secret,
  text,
} from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import { parseReference } from '@ci-kit/oci/reference'
import { hostFault, isTag, repositoryFault } from '@ci-kit/oci/reference-grammar'
import { CACHE_MODES, type CacheMode } from './build/build-command.ts'
import { isCacheTag } from './cache/cache-refs.ts'

/** Where the image is kept. */
export type Repository = {
  /** Host of the registry, with its port. */
  readonly host: string
  /** Host and path, as references begin. */
  readonly name: string
}

export type Inputs = {
  readonly repository: Repository
  /** '' for the scope that the event implies. */
  readonly cacheScope: string
  readonly cacheMode: CacheMode
  readonly githubToken: string
  readonly context: string
  readonly file: string | undefined
  readonly target: string | undefined
  readonly platforms: readonly string[]
  readonly buildArgs: readonly string[]
  /** Tags without the repository; empty for the default. */
  readonly tags: readonly string[]
  readonly push: boolean
}

/** Operating systems and architectures that images are made for (Go's names and containerd's aliases). */
const PLATFORM =
  /^((linux|windows|darwin|freebsd|wasip1|wasi)\/)?(amd64|x86_64|x86-64|386|i386|arm64|aarch64|arm|armhf|armel|loong64|mips64|mips64le|ppc64|ppc64le|riscv64|s390x|wasm|wasm32)(\/v\d(\.\d)?)?$/
const BUILD_ARG = /^[A-Za-z_][A-Za-z0-9_.-]*(=|$)/

export const parseInputs = (from: InputReader): Inputs => {
  const repository = parseRepository(from)
  return {
    repository,
    cacheScope: optionalText(from, 'cache-scope'),
    cacheMode: oneOf(from, 'cache-mode', CACHE_MODES),
    githubToken: secret(from, 'github-token'),
    context: positional(from, 'context'),
    file: optionalText(from, 'file') || undefined,
    target: optionalText(from, 'target') || undefined,
    platforms: matching(
      list(from, 'platforms'),
      'platforms',
      PLATFORM,
      "'linux/amd64' or 'linux/arm/v7'",
    ),
    buildArgs: matching(lines(from, 'build-args'), 'build-args', BUILD_ARG, "'NAME=value'"),
    tags: [...new Set(list(from, 'tags').map((entry) => parseTag(entry, repository)))],
    push: flag(from, 'push', true),
  }
}

/** Both parts are checked alone, so that the message names the input that has to change. */
const parseRepository = (from: InputReader): Repository => {
  const [host = '', ...folders] = trimmedRegistry(text(from, 'registry')).split('/')
  const path = [...folders, text(from, 'image-name')].join('/')
  if (host.includes('@')) {
    // The value is not shown: it may hold a password.
    throw new UserError(
      "Input 'registry' holds a user before an '@'. Name the host alone, and log in before this step.",
    )
  }
  refuse('registry', host, hostFault(host))
  refuse('image-name', path, repositoryFault(path))
  const name = `${host}/${path}`
  const { registry } = parseReference(name)
  if (registry === host || host === 'index.docker.io') return { host, name }
  throw new UserError(
    `Input 'registry' is '${host}', which Docker takes for a folder on ${registry}. Use a host with a dot or a port.`,
  )
}

const trimmedRegistry = (registry: string): string =>
  registry.replace(/^https?:\/\//, '').replace(/\/+$/, '')

const refuse = (name: string, value: string, fault: string | undefined): void => {
  if (fault === undefined) return
  throw new UserError(`Input '${name}' is '${visible(value)}': ${fault}`)
}

/** A positional argument: buildx has no `--`, so a leading dash would be an option. */
const positional = (from: InputReader, name: string): string => {
  const value = text(from, name)
  if (!value.startsWith('-')) return value
  throw new UserError(
    `Input '${name}' is '${visible(value)}'. Write './${visible(value)}' for a folder of that name.`,
  )
}

const matching = (
  entries: readonly string[],
  name: string,
  form: RegExp,
  example: string,
): readonly string[] => {
  const wrong = entries.find((entry) => !form.test(entry))
  if (wrong === undefined) return entries
  throw new UserError(`Input '${name}' has the entry '${visible(wrong)}'. Use the form ${example}.`)
}

/** A bare tag, or a full reference whose repository is this image's. */
const parseTag = (entry: string, { name }: Repository): string => {
  const tag = entry.startsWith(`${name}:`) ? entry.slice(name.length + 1) : entry
  if (isCacheTag(tag)) {
    throw new UserError(
      `Input 'tags' has the entry '${visible(entry)}'. Tags that start with 'cache-' hold the caches; use another name.`,
    )
  }
  if (isTag(tag)) return tag
  throw new UserError(
    `Input 'tags' has the entry '${visible(entry)}'. Use a tag of up to 128 letters, digits, '.', '_' and '-', or a reference that starts with '${name}:'.`,
  )
}

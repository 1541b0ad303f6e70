import { UserError } from '@ci-kit/core/errors'
import { flag, type InputReader, lines, list, optionalText, text } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type { BuildOptions, SecretSource } from '../build/build-options.ts'
import { matching, namedValues, optionalMatching, wrongEntry } from './entries.ts'

/** Operating systems and architectures that images are made for (Go's names and containerd's aliases). */
const PLATFORM =
  /^((linux|windows|darwin|freebsd|wasip1|wasi)\/)?(amd64|x86_64|x86-64|386|i386|arm64|aarch64|arm|armhf|armel|loong64|mips64|mips64le|ppc64|ppc64le|riscv64|s390x|wasm|wasm32)(\/v\d(\.\d)?)?$/
const BUILD_ARG = /^[A-Za-z_][A-Za-z0-9_.-]*(=|$)/
const NAMED = /^[^=\s]+=/
/** Names of stages and of contexts (instructions.validStageName of BuildKit; contexts may name images). */
const STAGE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
const CONTEXT_NAME = /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/
const SSH = /^[A-Za-z0-9_.-]+(=.+)?$/
const ENTITLEMENT = /^(network\.host|security\.insecure|device(=.+)?)$/
const NETWORK = /^(default|none|host)$/
const PATH = /^[^\0]+$/
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/
const ATTESTATION = /^(true|false|[a-z][a-z0-9-]*=.+)$/

/** What the inputs say about the build itself. */
export const buildOptions = (from: InputReader): BuildOptions => ({
  context: positional(from, 'context'),
  buildContexts: buildContexts(from),
  file: optionalText(from, 'file') || undefined,
  target: optionalMatching(from, 'target', STAGE, "'builder'"),
  platforms: parsePlatforms(list(from, 'platforms'), 'platforms'),
  buildArgs: parseBuildArgs(lines(from, 'build-args'), 'build-args'),
  secrets: secrets(from),
  ssh: matching(lines(from, 'ssh'), 'ssh', SSH, "'default' or 'id=path'"),
  labels: matching(lines(from, 'labels'), 'labels', NAMED, "'name=value'"),
  annotations: matching(lines(from, 'annotations'), 'annotations', NAMED, "'name=value'"),
  network: optionalMatching(from, 'network', NETWORK, "'default', 'none' or 'host'"),
  shmSize: optionalMatching(from, 'shm-size', /^\d+[bkmg]?$/i, "'2g'"),
  ulimit: matching(
    lines(from, 'ulimit'),
    'ulimit',
    /^[a-z]+=-?\d+(:-?\d+)?$/,
    "'nofile=1024:1024'",
  ),
  addHosts: matching(list(from, 'add-hosts'), 'add-hosts', /^[^\s:=]+[:=].+$/, "'name:address'"),
  cgroupParent: optionalText(from, 'cgroup-parent') || undefined,
  noCache: flag(from, 'no-cache'),
  noCacheFilters: matching(list(from, 'no-cache-filters'), 'no-cache-filters', STAGE, "'builder'"),
  pull: flag(from, 'pull'),
  allow: matching(list(from, 'allow'), 'allow', ENTITLEMENT, "'network.host'"),
  sbom: attestation(from, 'sbom'),
  provenance: attestation(from, 'provenance'),
})

export const parsePlatforms = (entries: readonly string[], name: string): readonly string[] =>
  matching(entries, name, PLATFORM, "'linux/amd64' or 'linux/arm/v7'")

export const parseBuildArgs = (entries: readonly string[], name: string): readonly string[] =>
  matching(entries, name, BUILD_ARG, "'NAME=value'")

const attestation = (from: InputReader, name: string): string =>
  optionalMatching(from, name, ATTESTATION, "'true', 'false' or 'mode=max'") ?? 'false'

/** A positional argument: buildx has no `--`, so a leading dash would be an option. */
const positional = (from: InputReader, name: string): string => {
  const value = text(from, name)
  if (!value.startsWith('-')) return value
  throw new UserError(
    `Input '${name}' is '${visible(value)}'. Write './${visible(value)}' for a folder of that name.`,
  )
}

const buildContexts = (from: InputReader) => {
  const entries = namedValues(from, 'build-contexts', "'name=folder'")
  for (const { name, value } of entries) {
    if (!CONTEXT_NAME.test(name) || value === '')
      throw wrongEntry('build-contexts', `${name}=${value}`, "Use the form 'name=folder'.")
  }
  return entries
}

const secrets = (from: InputReader): readonly SecretSource[] => {
  const files = secretLines(from, 'secret-files', PATH, "'id=path'").map(({ name, value }) => ({
    id: name,
    file: value,
  }))
  const variables = secretLines(from, 'secret-envs', VARIABLE, "'id=VARIABLE'").map(
    ({ name, value }) => ({ id: name, variable: value }),
  )
  const all = [...files, ...variables]
  const twice = all.find(({ id }, at) => all.findIndex((other) => other.id === id) !== at)
  if (twice !== undefined)
    throw new UserError(
      `The secret '${visible(twice.id)}' is given twice. Leave one of its lines in 'secret-files' and 'secret-envs'.`,
    )
  return all
}

/** A line of another form may be the secret itself, so it is not repeated. */
const secretLines = (from: InputReader, name: string, form: RegExp, example: string) =>
  lines(from, name).map((line, at) => {
    const equals = line.indexOf('=')
    const value = line.slice(equals + 1).trim()
    if (equals > 0 && form.test(value)) return { name: line.slice(0, equals).trim(), value }
    throw new UserError(
      `Input '${name}' has an entry, number ${at + 1}, that is not of the form ${example}. Write where the secret comes from, never the secret itself.`,
    )
  })

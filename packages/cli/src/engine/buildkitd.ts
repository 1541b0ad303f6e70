import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import type { Exec } from '@ci-kit/core/exec'
import type { Builder } from './builder.ts'
import { keep } from './kept.ts'

export type BuildkitdOptions = {
  readonly exec: Exec
  /** Absolute paths. */
  readonly tools: { readonly buildkitd: string; readonly buildx: string; readonly runc: string }
  /** Registries that speak plain http, as `127.0.0.1:PORT`. */
  readonly plainHttp: readonly string[]
  /** The search path of the steps, without buildx. */
  readonly path: string
  /** Where its own folder is made; the system's temporary folder when left out. */
  readonly folder?: string
  readonly signal?: AbortSignal
}

/**
 * Starts an empty BuildKit without Docker. It needs root. Its mounts and its
 * containers live in namespaces of their own and are gone when it ends.
 */
export const startBuildkitd = async (options: BuildkitdOptions): Promise<Builder> => {
  const parent = options.folder ?? tmpdir()
  requireShort(parent)
  const folder = mkdtempSync(join(parent, 'ci-kit-builder-'))
  const controlGroup = basename(folder)
  const inFolder = (name: string): string => join(folder, name)
  writeFileSync(inFolder('buildkitd.toml'), configuration(options, controlGroup))
  const log = inFolder('buildkitd.log')
  const daemon = [...NAMESPACES, options.tools.buildkitd, '--config', inFolder('buildkitd.toml')]
  const places = [
    ...['--root', inFolder('root'), '--addr', `unix://${inFolder('buildkitd.sock')}`],
    // Left alone, all of them share one in /run, and two that start at once take it from each other.
    ...['--otel-socket-path', inFolder('otel.sock')],
  ]
  // Nothing of it is kept, so a build that still runs is not waited for.
  const spec = { daemon: [...daemon, ...places], graceMs: 200, log, folder, controlGroup }
  const kept = keep(spec)
  try {
    await kept.start(/running server on/, options.signal)
    const env = clientFolder(options, folder)
    await createBuilder(options, env, `unix://${inFolder('buildkitd.sock')}`)
    return { env, stay: () => kept.stay(), stop: () => kept.end() }
  } catch (thrown) {
    await kept.end()
    throw thrown
  }
}

/** Linux takes 107 bytes for the path of a socket (unix(7)); ours adds 37 to its folder. */
const LONGEST_PARENT = 70

const requireShort = (parent: string): void => {
  if (Buffer.byteLength(parent) <= LONGEST_PARENT) return
  throw new UserError(
    `The temporary folder ${parent} has too long a name for BuildKit's socket. Set TMPDIR to one of ${LONGEST_PARENT} bytes at most.`,
  )
}

const NAMESPACES = ['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL']

/** `auto` takes overlayfs where the file system allows it, which is quicker than copies. */
const configuration = ({ tools, plainHttp }: BuildkitdOptions, controlGroup: string): string =>
  [
    '[worker.oci]',
    '  networkMode = "host"',
    '  snapshotter = "auto"',
    `  binary = ${JSON.stringify(tools.runc)}`,
    `  defaultCgroupParent = ${JSON.stringify(controlGroup)}`,
    '[worker.containerd]',
    '  enabled = false',
    ...plainHttp.flatMap((host) => [`[registry.${JSON.stringify(host)}]`, '  http = true']),
    '',
  ].join('\n')

const BUILDER = 'ci-kit'

/** buildx as a program and as Docker's plugin, with a configuration of its own. */
const clientFolder = (options: BuildkitdOptions, folder: string): Record<string, string> => {
  const made = (name: string): string => {
    mkdirSync(join(folder, name))
    return join(folder, name)
  }
  const programs = made('bin')
  for (const name of ['buildx', 'docker-buildx']) {
    symlinkSync(options.tools.buildx, join(programs, name))
  }
  const docker = made('docker')
  writeFileSync(join(docker, 'config.json'), JSON.stringify({ cliPluginsExtraDirs: [programs] }))
  return {
    PATH: `${programs}:${options.path}`,
    BUILDX_BUILDER: BUILDER,
    BUILDX_CONFIG: made('buildx'),
    DOCKER_CONFIG: docker,
  }
}

const createBuilder = async (
  { exec, tools, signal }: BuildkitdOptions,
  env: Readonly<Record<string, string>>,
  address: string,
): Promise<void> => {
  const args = ['create', '--name', BUILDER, '--driver', 'remote', address]
  const { exitCode, stderr } = await exec(tools.buildx, args, { env, timeoutMs: 20_000 })
  signal?.throwIfAborted()
  if (exitCode !== 0)
    throw new UserError(`buildx create failed with exit code ${exitCode}: ${text(stderr)}`)
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString().trim()

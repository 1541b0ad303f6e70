import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Exec } from '@ci-kit/core/exec'
import type { Builder } from './builder.ts'
import { freePort } from './free-port.ts'
import { keep } from './kept.ts'
import type { Registry } from './registry.ts'

export type DockerOptions = {
  readonly exec: Exec
  /** Absolute path of the docker client. */
  readonly docker: string
  /** The search path of the steps. */
  readonly path: string
  /** Where folders are made; the system's temporary folder when left out. */
  readonly folder?: string
}

const REGISTRY_IMAGE = 'registry:3'
/** Somebody else may take the port between the choice and the start. */
const PORT_TAKEN = /port is already allocated|address already in use/
const ATTEMPTS = 3

/**
 * Starts a registry as a container on a free loopback port. The image is
 * pulled when it is not there yet, which needs the network.
 */
export const startDockerRegistry = async (options: DockerOptions): Promise<Registry> => {
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), 'ci-kit-registry-'))
  const name = `ci-kit-registry-${randomUUID()}`
  const atEnd = [[options.docker, 'rm', '--force', '--volumes', name]]
  const kept = keep({ log: join(folder, 'none.log'), folder, graceMs: 0, atEnd })
  try {
    const address = await runRegistry(options, name)
    return {
      address,
      pause: () => docker(options, ['stop', '--time', '1', name]),
      resume: () => docker(options, ['start', name]),
      stay: () => kept.stay(),
      stop: () => kept.end(),
    }
  } catch (thrown) {
    await kept.end()
    throw thrown
  }
}

/** Docker cannot keep a port that it chose itself across a restart, so the port is chosen here. */
const runRegistry = async (options: DockerOptions, name: string): Promise<string> => {
  for (let attempt = 1; ; attempt += 1) {
    const address = `127.0.0.1:${await freePort()}`
    const publish = ['--publish', `${address}:5000`]
    const settings = ['--env', 'REGISTRY_STORAGE_DELETE_ENABLED=true']
    try {
      await docker(options, [
        'run',
        '--detach',
        '--name',
        name,
        ...publish,
        ...settings,
        REGISTRY_IMAGE,
      ])
      return address
    } catch (thrown) {
      if (attempt === ATTEMPTS || !PORT_TAKEN.test(messageOf(thrown))) throw thrown
      await docker(options, ['rm', '--force', name])
    }
  }
}

/** Creates a BuildKit container on the host's network, so that it reaches loopback registries. */
export const startDockerBuilder = async (options: DockerOptions): Promise<Builder> => {
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), 'ci-kit-builder-'))
  const name = `ci-kit-${randomUUID()}`
  const env = await clientFolder(options, folder, name)
  const assignments = Object.entries(env).map(([key, value]) => `${key}=${value}`)
  const atEnd = [['env', ...assignments, options.docker, 'buildx', 'rm', '--force', name]]
  const kept = keep({ log: join(folder, 'none.log'), folder, graceMs: 0, atEnd })
  try {
    const driver = ['--driver', 'docker-container', '--driver-opt', 'network=host']
    await docker({ ...options, env }, [
      'buildx',
      'create',
      '--name',
      name,
      ...driver,
      '--bootstrap',
    ])
    return { env, stay: () => kept.stay(), stop: () => kept.end() }
  } catch (thrown) {
    await kept.end()
    throw thrown
  }
}

/**
 * A configuration without the user's credentials. What it would lose with them
 * is handed over: where the engine is, and the folder of the user's plugins.
 */
const clientFolder = async (
  options: DockerOptions,
  folder: string,
  builder: string,
): Promise<Record<string, string>> => {
  const config = join(folder, 'docker')
  mkdirSync(config)
  const plugins = join(process.env.DOCKER_CONFIG ?? join(homedir(), '.docker'), 'cli-plugins')
  const settings = existsSync(plugins) ? { cliPluginsExtraDirs: [plugins] } : {}
  writeFileSync(join(config, 'config.json'), JSON.stringify(settings))
  const host = await output(options, [
    'context',
    'inspect',
    '--format',
    '{{.Endpoints.docker.Host}}',
  ])
  return {
    PATH: options.path,
    DOCKER_CONFIG: config,
    ...(host && { DOCKER_HOST: host }),
    BUILDX_CONFIG: join(folder, 'buildx'),
    BUILDX_BUILDER: builder,
  }
}

type Call = DockerOptions & { readonly env?: Readonly<Record<string, string>> }

const docker = async (call: Call, args: readonly string[]): Promise<void> => {
  await output(call, args)
}

const output = async ({ exec, docker, env }: Call, args: readonly string[]): Promise<string> => {
  const result = await exec(docker, args, { timeoutMs: 300_000, ...(env && { env }) })
  if (result.exitCode === 0) return Buffer.from(result.stdout).toString().trim()
  const said = Buffer.from(result.stderr).toString().trim()
  throw new UserError(`docker ${args.join(' ')} failed with exit code ${result.exitCode}: ${said}`)
}

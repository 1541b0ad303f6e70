import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'

/** A program and the arguments that come before buildx's own. */
export type BuildxProgram = { readonly program: string; readonly prefix: readonly string[] }

/** Where Docker's client looks for plugins (cli-plugins/manager of docker/cli), best first. */
const PLUGIN_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
]

/**
 * Finds buildx by looking at files, because each question to a docker client
 * costs 0.1 s. The plugin is started itself: it is a whole program, and the
 * docker client in front of it would only add a process. A docker client that
 * keeps its plugins elsewhere is still asked last.
 */
export const findBuildx = (
  env: Environment,
  isProgram: (path: string) => boolean = isExecutableFile,
): BuildxProgram => {
  const onPath = (name: string) =>
    (env.PATH ?? '')
      .split(delimiter)
      .filter((folder) => folder !== '')
      .map((folder) => join(folder, name))
      .find(isProgram)
  const docker = onPath('docker')
  const plugin = pluginFolders(env)
    .map((folder) => join(folder, 'docker-buildx'))
    .find(isProgram)
  if (docker && plugin) return { program: plugin, prefix: [] }
  const standalone = onPath('buildx') ?? onPath('docker-buildx')
  if (standalone) return { program: standalone, prefix: [] }
  if (docker) return { program: docker, prefix: ['buildx'] }
  throw new UserError(
    'Neither docker nor buildx was found on PATH. Use a runner with Docker, or install buildx and a BuildKit builder before this step.',
  )
}

const pluginFolders = (env: Environment): string[] => [
  join(env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker'), 'cli-plugins'),
  ...PLUGIN_FOLDERS,
]

const isExecutableFile = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    // Not there, or not ours to run: the next place is tried.
    return false
  }
}

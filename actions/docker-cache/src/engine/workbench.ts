import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import type { Log } from '@ci-kit/core/log'
import type { FoundLogin } from '@ci-kit/login/find-login'
import { privateDockerConfig } from '@ci-kit/login/private-docker-config'
import { GIT_TOKEN_VARIABLE } from '../build/git-credentials.ts'
import type { Inputs } from '../inputs.ts'
import type { CleanUps } from './clean-ups.ts'
import { freeBytes, pruneCache } from './disk.ts'
import type { PrivateFolders } from './private-folder.ts'
import { readyBuilder } from './ready-builder.ts'
import { ensureSpace } from './space.ts'
import { removeInBackground, toolFolders } from './tool-folders.ts'

export type WorkbenchPorts = {
  readonly exec: Exec
  readonly log: Log
  readonly cleanUps: CleanUps
  readonly folders: PrivateFolders
  readonly login: FoundLogin
}

/** The environment in which buildx builds: a builder that can export caches, credentials, and enough space. */
export const workbench = async (
  inputs: Inputs,
  env: Environment,
  temp: string,
  { exec, log, cleanUps, folders, login: { login } }: WorkbenchPorts,
): Promise<Environment> => {
  const ports = { exec, log, cleanUps }
  const builder = await readyBuilder(inputs.builder ?? '', env, temp, ports)
  await ensureSpace(
    { minFree: inputs.minFreeBytes ?? 0, removeTools: inputs.freeDiskSpace },
    builder,
    temp,
    {
      freeBytes,
      prune: pruneCache(exec, builder.env),
      removeTools: () => removedTools(env, log),
      log,
    },
  )
  const own = { ...builder.env, [GIT_TOKEN_VARIABLE]: inputs.githubToken || undefined }
  return login === undefined ? own : privateDockerConfig(login, own, await folders.make())
}

const removedTools = (env: Environment, log: Log): readonly string[] => {
  const tools = toolFolders(env)
  if (tools.length > 0) removeInBackground(tools, log)
  return tools
}

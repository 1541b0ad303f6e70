import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'

/** The engine that Docker's client would talk to. */
export type DockerContext = {
  readonly name: string
  /** Address of the engine, such as `unix:///var/run/docker.sock`; undefined when it is not known. */
  readonly endpoint: string | undefined
}

const DEFAULT = 'default'
const DEFAULT_ENDPOINT = 'unix:///var/run/docker.sock'

/** Docker's folder of settings, which also holds buildx's unless BUILDX_CONFIG is set. */
export const dockerFolder = (env: Environment): string =>
  env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker')

/** The current context, found as docker/cli does it (cli/command, resolveContextName). */
export const dockerContext = (env: Environment): DockerContext => {
  if (env.DOCKER_HOST) return { name: DEFAULT, endpoint: env.DOCKER_HOST }
  const folder = dockerFolder(env)
  const name =
    env.DOCKER_CONTEXT || stringAt(readJson(join(folder, 'config.json')), 'currentContext')
  if (!name || name === DEFAULT) return { name: DEFAULT, endpoint: DEFAULT_ENDPOINT }
  const docker = objectAt(objectAt(readJson(contextFile(folder, name)), 'Endpoints'), 'docker')
  return { name, endpoint: stringAt(docker, 'Host') }
}

/** Whether a context of this name exists: buildx takes it for a builder. */
export const isDockerContext = (env: Environment, name: string): boolean =>
  name === DEFAULT || existsSync(contextFile(dockerFolder(env), name))

/** Contexts are filed under the hash of their name (docker/cli, cli/context/store). */
const contextFile = (folder: string, name: string): string => {
  const id = createHash('sha256').update(name).digest('hex')
  return join(folder, 'contexts', 'meta', id, 'meta.json')
}

/** A JSON object in a file, undefined when there is no such file; throws {@link UserError} naming one that cannot be read. */
export const readJson = (file: string): Json | undefined => {
  const text = readText(file)
  if (text === undefined || text.trim() === '') return undefined
  try {
    const content: unknown = JSON.parse(text)
    if (isObject(content)) return content
  } catch {
    // What it holds may be secret, and so may the parser's message.
  }
  throw new UserError(`${file} is malformed: it is not a JSON object. Mend it, or remove it.`)
}

/** The text of a file, undefined when it does not exist. */
export const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new UserError(
      `${file} cannot be read: ${messageOf(thrown)}. Make it readable, or remove it.`,
    )
  }
}

import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Environment } from '@ci-kit/core/event'
import { type Json, objectAt } from '@ci-kit/core/json'
import { configFile, inlineConfig, readDockerConfig, serverKey } from '@ci-kit/oci/docker-config'
import type { Login } from './login.ts'

/**
 * Docker's settings in a folder of this step's own, with the login added, and
 * the environment that makes buildx use it. The user's own file is never
 * written. The login counts, whatever the settings hold for its registry.
 */
export const privateDockerConfig = async (
  login: Login,
  env: Environment,
  folder: string,
): Promise<Environment> => {
  const file = resolve(configFile(env))
  const original = dirname(file)
  const { content } = await readDockerConfig(file)
  // Docker would look there first, so what it holds has to be in the file with the login.
  const inline = env.DOCKER_AUTH_CONFIG ? inlineConfig(env.DOCKER_AUTH_CONFIG).content : {}
  const docker = join(folder, 'docker')
  await mkdir(docker, { mode: 0o700 })
  await chmod(docker, 0o700)
  const text = JSON.stringify(withLogins(content, objectAt(inline, 'auths') ?? {}, login))
  await writeFile(join(docker, 'config.json'), text, { mode: 0o600 })
  // Contexts and builders belong to the user, wherever the credentials are.
  await symlink(join(original, 'contexts'), join(docker, 'contexts'))
  await symlink(join(original, 'cli-plugins'), join(docker, 'cli-plugins'))
  return {
    ...env,
    DOCKER_CONFIG: docker,
    DOCKER_AUTH_CONFIG: undefined,
    BUILDX_CONFIG: env.BUILDX_CONFIG || join(original, 'buildx'),
  }
}

/** An empty helper for the host makes Docker read the file even where a credential store is set. */
const withLogins = (config: Json, inline: Json, { host, username, password }: Login): Json => {
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const added = { ...inline, [serverKey(host)]: { auth } }
  const noHelpers = Object.fromEntries(Object.keys(added).map((key) => [key, '']))
  return {
    ...config,
    auths: { ...objectAt(config, 'auths'), ...added },
    credHelpers: { ...objectAt(config, 'credHelpers'), ...noHelpers },
  }
}

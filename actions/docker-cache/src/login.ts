import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { type Environment, isObject, type Json, objectAt } from '@ci-kit/core/event'

/** The user name says nothing to GitHub's registry when the password is a token. */
const TOKEN_USER = 'x-access-token'

/** Credentials for one registry. */
export type Login = { readonly host: string; readonly token: string }

/** The login that the job's GitHub token allows, undefined when the token is not for this registry. */
export const githubLogin = (host: string, token: string, serverUrl: string): Login | undefined =>
  token !== '' && acceptsGithubToken(host, serverUrl) ? { host, token } : undefined

/**
 * Whether a registry may see the job's GitHub token: GitHub's own container
 * registry, the one of a GitHub Enterprise server, or one on this machine.
 */
const acceptsGithubToken = (host: string, serverUrl: string): boolean => {
  const name = host.replace(/:\d+$/, '')
  const server = new URL(serverUrl).hostname
  if (['localhost', '127.0.0.1', '[::1]'].includes(name)) return true
  return server === 'github.com' ? name === 'ghcr.io' : name === `containers.${server}`
}

/**
 * Docker's settings in a folder of this step's own, with the login added, and
 * the environment that makes buildx use it. The user's own file is never
 * written. Credentials that the job already has for this registry win: they
 * were put there on purpose. Undefined when there is nothing to add.
 */
export const privateDockerConfig = async (
  { host, token }: Login,
  env: Environment,
  folder: string,
): Promise<Environment | undefined> => {
  const original = env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker')
  const config = await dockerConfig(join(original, 'config.json'))
  if (hasCredentials(config, host)) return undefined
  const docker = join(folder, 'docker')
  await mkdir(docker, { mode: 0o700 })
  await chmod(docker, 0o700)
  await writeFile(join(docker, 'config.json'), JSON.stringify(withLogin(config, host, token)), {
    mode: 0o600,
  })
  // Contexts and builders belong to the user, wherever the credentials are.
  await symlink(join(original, 'contexts'), join(docker, 'contexts'))
  await symlink(join(original, 'cli-plugins'), join(docker, 'cli-plugins'))
  return {
    ...env,
    DOCKER_CONFIG: docker,
    BUILDX_CONFIG: env.BUILDX_CONFIG || join(original, 'buildx'),
  }
}

const hasCredentials = (config: Json, host: string): boolean =>
  ['auths', 'credHelpers'].some((member) => {
    const entries = objectAt(config, member)
    return entries !== undefined && Object.hasOwn(entries, host)
  })

/** An empty helper for the host makes Docker read the file even where a credential store is set. */
const withLogin = (config: Json, host: string, token: string): Json => ({
  ...config,
  auths: {
    ...objectAt(config, 'auths'),
    [host]: { auth: Buffer.from(`${TOKEN_USER}:${token}`).toString('base64') },
  },
  credHelpers: { ...objectAt(config, 'credHelpers'), [host]: '' },
})

const dockerConfig = async (path: string): Promise<Json> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw new UserError(`Docker's settings ${path} cannot be read: ${error.message}.`)
  })
  try {
    const config: unknown = JSON.parse(text)
    return isObject(config) ? config : {}
  } catch (thrown) {
    throw new UserError(
      `Docker's settings ${path} are not valid JSON: ${messageOf(thrown)}. Correct or remove the file.`,
    )
  }
}

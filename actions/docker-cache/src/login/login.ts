import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { configFile, hostOf, readDockerConfig } from '@ci-kit/oci/docker-config'

/** The user name says nothing to GitHub's registry when the password is a token. */
const TOKEN_USER = 'x-access-token'

/** Credentials for one registry. */
export type Login = { readonly host: string; readonly token: string }

/** The login that the job's GitHub token allows, undefined when the token is not for this registry. */
export const githubLogin = (host: string, token: string, serverUrl: string): Login | undefined =>
  token !== '' && acceptsGithubToken(host, serverUrl) ? { host, token } : undefined

/**
 * Whether a registry may see the job's GitHub token: GitHub's own container
 * registry or the one of a GitHub Enterprise server, whole name and standard
 * port, since anybody may own the names that only look alike.
 */
const acceptsGithubToken = (host: string, serverUrl: string): boolean => {
  const name = host.toLowerCase().replace(/:443$/, '')
  const server = serverHost(serverUrl)
  return server === 'github.com' ? name === 'ghcr.io' : name === `containers.${server}`
}

const serverHost = (serverUrl: string): string => {
  if (URL.canParse(serverUrl)) return new URL(serverUrl).hostname
  throw new UserError(
    `GITHUB_SERVER_URL is '${visible(serverUrl)}', which is no URL. Set it to the address of the GitHub server, such as 'https://github.com'.`,
  )
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
  const file = resolve(configFile(env))
  const original = dirname(file)
  const { content: config } = await readDockerConfig(file)
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

/**
 * `docker login` leaves an empty entry in `auths` when a credential store
 * keeps the password; without a store such an entry holds nothing. Old files
 * spell hosts as URLs.
 */
const hasCredentials = (config: Json, host: string): boolean => {
  if (stringAt(objectAt(config, 'credHelpers'), host)) return true
  const auths = objectAt(config, 'auths')
  const name = Object.keys(auths ?? {}).find((key) => hostOf(key) === host)
  if (name === undefined) return false
  const isKept = ['auth', 'username', 'identitytoken', 'registrytoken'].some((member) =>
    stringAt(objectAt(auths, name), member),
  )
  return isKept || stringAt(config, 'credsStore') !== undefined
}

/** An empty helper for the host makes Docker read the file even where a credential store is set. */
const withLogin = (config: Json, host: string, token: string): Json => ({
  ...config,
  auths: {
    ...objectAt(config, 'auths'),
    [host]: { auth: Buffer.from(`${TOKEN_USER}:${token}`).toString('base64') },
  },
  credHelpers: { ...objectAt(config, 'credHelpers'), [host]: '' },
})

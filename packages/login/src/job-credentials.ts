import type { Environment } from '@ci-kit/core/event'
import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { type Credentials, credentialFor, dockerCredentials } from '@ci-kit/oci/credentials'
import {
  configFile,
  hostOf,
  inlineConfig,
  readDockerConfig,
  serverKey,
} from '@ci-kit/oci/docker-config'
import type { Login } from './login.ts'

/**
 * Whether the job has credentials for a registry already, by `docker login`, a
 * credential helper or DOCKER_AUTH_CONFIG. Helpers are not asked: that one is
 * set for exactly this registry says enough.
 */
export const hasJobCredentials = async (host: string, env: Environment): Promise<boolean> => {
  const inline = env.DOCKER_AUTH_CONFIG
  if (inline && hasCredentials(inlineConfig(inline).content, host)) return true
  return hasCredentials((await readDockerConfig(configFile(env))).content, host)
}

/**
 * `docker login` leaves an empty entry in `auths` when a credential store
 * keeps the password; without a store such an entry holds nothing. Old files
 * spell hosts as URLs.
 */
const hasCredentials = (config: Json, host: string): boolean => {
  const key = serverKey(host)
  if (stringAt(objectAt(config, 'credHelpers'), key)) return true
  const auths = objectAt(config, 'auths')
  const name = Object.keys(auths ?? {}).find((entry) => hostOf(entry) === hostOf(key))
  if (name === undefined) return false
  const isKept = ['auth', 'username', 'identitytoken', 'registrytoken'].some((member) =>
    stringAt(objectAt(auths, name), member),
  )
  return isKept || stringAt(config, 'credsStore') !== undefined
}

/** The credentials of the step's own requests: its login for that registry, the job's for all others. */
export const registryCredentials = (login: Login | undefined, env: Environment): Credentials => {
  const job = dockerCredentials({ env })
  if (!login) return job
  const { host, username, password } = login
  return credentialFor(host, { kind: 'basic', username, password }, job)
}

import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import type { Credential } from './credentials.ts'
import { parseObject, stringIn } from './json.ts'
import { DOCKER_HUB } from './reference.ts'

/** Docker's config.json as far as credentials go. `source` names it in messages. */
export type DockerConfig = { readonly source: string; readonly content: Json }

/** Docker Hub is filed under the address of its long gone index server. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/'

/** The key of a registry in config.json and towards credential helpers. */
export const serverKey = (registry: string): string =>
  registry === DOCKER_HUB ? DOCKER_HUB_KEY : registry

export const configFile = (env: Readonly<Record<string, string | undefined>>): string =>
  join(env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker'), 'config.json')

/** A file that is not there is an empty configuration, as it is for Docker. */
export const readDockerConfig = async (file: string): Promise<DockerConfig> => {
  try {
    return dockerConfig(await readFile(file, 'utf8'), file)
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    const code = systemCode(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') return { source: file, content: {} }
    throw new UserError(
      `Docker's configuration ${file} cannot be read: ${messageOf(thrown)}. Make it readable, or point DOCKER_CONFIG at another folder.`,
    )
  }
}

/** The value of DOCKER_AUTH_CONFIG: an object with `auths`, as in config.json. */
export const inlineConfig = (text: string): DockerConfig =>
  dockerConfig(text, 'the variable DOCKER_AUTH_CONFIG')

/** The helper that answers for the registry; its own entry comes before the general one. */
export const helperFor = (config: DockerConfig, key: string): string | undefined => {
  const own = stringIn(section(config, 'credHelpers'), key)
  return (own ?? stringIn(config.content, 'credsStore')) || undefined
}

/**
 * The entry of `auths`: under exactly this key, or else under a key that has
 * this host once scheme and path are taken off (`https://host/v1/`).
 */
export const authEntry = (config: DockerConfig, key: string): Credential | undefined => {
  const auths = section(config, 'auths')
  const name = Object.hasOwn(auths, key)
    ? key
    : Object.keys(auths).find((candidate) => hostOf(candidate) === key)
  if (name === undefined) return undefined
  const entry = auths[name]
  if (!isObject(entry)) throw malformed(config, `auths["${name}"] is not an object`)
  return credentialOf(entry, () =>
    malformed(config, `auths["${name}"].auth is not base64 of user:password`),
  )
}

/** Docker prefers `auth` to `username` and `password`, and both kinds of token to either. */
const credentialOf = (entry: Json, badAuth: () => UserError): Credential | undefined => {
  const registryToken = stringIn(entry, 'registrytoken')
  if (registryToken) return { kind: 'registry-token', token: registryToken }
  const identityToken = stringIn(entry, 'identitytoken')
  if (identityToken) return { kind: 'identity-token', token: identityToken }
  const auth = stringIn(entry, 'auth')
  if (auth) return decoded(auth, badAuth)
  const username = stringIn(entry, 'username')
  const password = stringIn(entry, 'password')
  return username && password ? { kind: 'basic', username, password } : undefined
}

const decoded = (auth: string, badAuth: () => UserError): Credential => {
  const text = /^[A-Za-z0-9+/]+={0,2}$/.test(auth)
    ? Buffer.from(auth, 'base64').toString('utf8')
    : ''
  const colon = text.indexOf(':')
  if (colon < 1) throw badAuth()
  // Docker strips the padding of old versions that wrote fixed-length passwords.
  const password = text.slice(colon + 1).replace(/^\0+|\0+$/g, '')
  return { kind: 'basic', username: text.slice(0, colon), password }
}

const dockerConfig = (text: string, source: string): DockerConfig => {
  const content = text.trim() === '' ? {} : parseObject(text)
  if (content === undefined) throw malformed({ source }, 'it is not a JSON object')
  const config = { source, content }
  for (const name of ['auths', 'credHelpers']) section(config, name)
  return config
}

const section = (config: DockerConfig, name: string): Json => {
  const value = config.content[name] ?? {}
  if (!isObject(value)) throw malformed(config, `${name} is not an object`)
  return value
}

/** The registry that a key of `auths` is about; old files spell it as a URL. */
export const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/s, '')

const malformed = ({ source }: Pick<DockerConfig, 'source'>, fault: string): UserError =>
  new UserError(
    `Docker's configuration in ${source} is malformed: ${fault}. Mend it, or remove it and log in again with docker login.`,
  )

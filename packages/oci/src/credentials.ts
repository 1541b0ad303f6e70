import { type CredentialHelper, runCredentialHelper } from './credential-helper.ts'
import {
  authEntry,
  configFile,
  type DockerConfig,
  helperFor,
  inlineConfig,
  readDockerConfig,
  serverKey,
} from './docker-config.ts'

/** What a registry accepts as proof of who asks. */
export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** An OAuth2 refresh token, traded for a bearer token at the registry's token service. */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** A bearer token, sent to the registry as it is. */
  | { readonly kind: 'registry-token'; readonly token: string }

/** Looks a registry (`ghcr.io`, `localhost:5000`) up; `undefined` means: ask without credentials. */
export type Credentials = (registry: string) => Promise<Credential | undefined>

export const anonymous: Credentials = async () => undefined

/** One credential for one registry, such as the job's token for ghcr.io; everything else is looked up in `otherwise`. */
export const credentialFor =
  (registry: string, credential: Credential, otherwise: Credentials = anonymous): Credentials =>
  async (asked) =>
    asked === registry ? credential : otherwise(asked)

export type DockerCredentialsOptions = {
  /** Read for DOCKER_CONFIG, DOCKER_AUTH_CONFIG, HOME and, by helpers, PATH. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly helper?: CredentialHelper
}

/**
 * Credentials as the Docker command line finds them (docker/cli
 * `GetCredentialsStore`): the variable DOCKER_AUTH_CONFIG, then the helper
 * named in `credHelpers` for exactly this registry, else the one in
 * `credsStore`, else `auths` of `$DOCKER_CONFIG/config.json`. A helper that
 * knows nothing means no credentials; `auths` is not asked then. The file is
 * read at every call, so that a login in between counts. Throws a `UserError`
 * that names the file or the helper when one of them cannot be read.
 */
export const dockerCredentials =
  ({ env, helper = runCredentialHelper(env) }: DockerCredentialsOptions): Credentials =>
  async (registry) => {
    const key = serverKey(registry)
    const inline = env.DOCKER_AUTH_CONFIG
    const early = inline ? authEntry(inlineConfig(inline), key) : undefined
    return early ?? fromConfig(await readDockerConfig(configFile(env)), key, helper)
  }

const fromConfig = async (
  config: DockerConfig,
  key: string,
  helper: CredentialHelper,
): Promise<Credential | undefined> => {
  const name = helperFor(config, key)
  return name === undefined ? authEntry(config, key) : helper(name, key)
}

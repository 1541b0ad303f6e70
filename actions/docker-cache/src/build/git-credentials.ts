import type { BuildOptions } from './build-options.ts'

/** The variable by which buildx gets the token; it is no input and no credential of the runner. */
export const GIT_TOKEN_VARIABLE = 'CI_KIT_GIT_TOKEN'

/**
 * Lets BuildKit fetch Git contexts of the GitHub server that the run belongs to.
 * The secret carries the host in its id, so BuildKit sends it to no other
 * (GIT_AUTH_TOKEN.<host>, docs.docker.com/build/building/secrets).
 */
export const withGitCredentials = (
  options: BuildOptions,
  token: string,
  serverUrl: string,
): BuildOptions => {
  const server = URL.parse(serverUrl)
  if (server === null || token === '') return options
  const addresses = [options.context, ...options.buildContexts.map(({ value }) => value)]
  // The scheme counts too: the token must not travel without encryption.
  const wanted = addresses.some((address) => {
    const url = URL.parse(address.replace(/^(?=github\.com\/)/, 'https://'))
    return url?.protocol === server.protocol && url.host === server.host
  })
  const id = `GIT_AUTH_TOKEN.${server.host}`
  const own = ['GIT_AUTH_TOKEN', id, 'GIT_AUTH_HEADER', `GIT_AUTH_HEADER.${server.host}`]
  const given = options.secrets.some((secret) => own.includes(secret.id))
  return !wanted || given
    ? options
    : { ...options, secrets: [...options.secrets, { id, variable: GIT_TOKEN_VARIABLE }] }
}

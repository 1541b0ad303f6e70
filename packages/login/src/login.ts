import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** The user name says nothing to GitHub's registry when the password is a token. */
const TOKEN_USER = 'x-access-token'

/** Credentials for one registry. */
export type Login = {
  /** As in the image's name, such as `ghcr.io` or `127.0.0.1:5000`. */
  readonly host: string
  readonly username: string
  readonly password: string
}

/** The login that the job's GitHub token allows, undefined when the token is not for this registry. */
export const githubLogin = (host: string, token: string, serverUrl: string): Login | undefined =>
  token !== '' && acceptsGithubToken(host, serverUrl)
    ? { host, username: TOKEN_USER, password: token }
    : undefined

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

import { UserError } from '@ci-kit/core/errors'
import { type EcrRegistry, ecrRegistry } from './ecr-registry.ts'
import { githubLogin, type Login } from './login.ts'

/** What the workflow gives for the registry of the image; '' where it gives nothing. */
export type LoginOffer = {
  readonly host: string
  readonly username: string
  readonly password: string
  readonly githubToken: string
  /** Of the GitHub server, such as `https://github.com`. */
  readonly serverUrl: string
  /** Whether the job has credentials for the host already. */
  readonly hasJobCredentials: boolean
}

export type LoginChoice =
  | { readonly kind: 'login'; readonly login: Login }
  /** The credentials of the job are used as they are. */
  | { readonly kind: 'job' }
  /** AWS can be asked for a token. */
  | { readonly kind: 'ecr'; readonly registry: EcrRegistry }
  | { readonly kind: 'none' }

/**
 * Who logs in: the inputs `username` and `password`, then the credentials that
 * the job has, which were put there on purpose, then the GitHub token, then
 * AWS. Throws {@link UserError} when only one of the two inputs is given.
 */
export const chooseLogin = (offer: LoginOffer): LoginChoice => {
  const { host, username, password, githubToken, serverUrl } = offer
  requireBoth(username, password)
  if (username !== '') return { kind: 'login', login: { host, username, password } }
  if (offer.hasJobCredentials) return { kind: 'job' }
  const github = githubLogin(host, githubToken, serverUrl)
  if (github) return { kind: 'login', login: github }
  const registry = ecrRegistry(host)
  return registry ? { kind: 'ecr', registry } : { kind: 'none' }
}

/** Throws {@link UserError} when only one of the two inputs is given. */
export const requireBoth = (username: string, password: string): void => {
  if ((username === '') === (password === '')) return
  const [given, missing] = username === '' ? ['password', 'username'] : ['username', 'password']
  throw new UserError(
    `Input '${given}' is set, but '${missing}' is empty. Set both, or neither; a secret that does not exist is empty, and so are all secrets in a run for a fork.`,
  )
}

import { UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { Log } from '@ci-kit/core/log'
import { once } from '@ci-kit/core/once'
import type { Credentials } from '@ci-kit/oci/credentials'
import { type LoginOffer, requireBoth } from './choose-login.ts'
import type { EcrTokens } from './ecr-login.ts'
import { findLogin } from './find-login.ts'
import { registryCredentials } from './job-credentials.ts'

/** What the workflow gives for all its registries. */
export type Offer = Omit<LoginOffer, 'host' | 'hasJobCredentials'>

export type LoginPorts = {
  readonly env: Environment
  readonly log: Pick<Log, 'warning'>
  mask(secret: string): void
  /** Amazon's, unless a test brings its own. */
  readonly tokens?: EcrTokens
}

/**
 * Credentials for several registries, each found once and only when it is
 * asked for, in the order of {@link chooseLogin}. `username` and `password`
 * are for the registry in `named` only, never for another host, so they throw
 * a {@link UserError} when several are named, or only one of the two is given. A login that was needed and not
 * found is a warning.
 */
export const hostCredentials = (
  named: readonly string[],
  offer: Offer,
  { env, log, mask, tokens }: LoginPorts,
): Credentials => {
  // Also where no registry will ask for a login: a secret that is missing is a mistake.
  requireBoth(offer.username, offer.password)
  const hosts = new Set(named)
  if (offer.username !== '' && hosts.size > 1)
    throw new UserError(
      `Inputs 'username' and 'password' are for one registry, and the images are in ${hosts.size}: ${[...hosts].join(', ')}. Log in to each with docker/login-action before this step instead.`,
    )
  const found = new Map<string, () => Promise<Credentials>>()
  const find = async (host: string): Promise<Credentials> => {
    const own = hosts.has(host) ? offer : { ...offer, username: '', password: '' }
    const { login, problem } = await findLogin({ ...own, host }, env, mask, tokens)
    if (problem !== undefined) log.warning(problem)
    return registryCredentials(login, env)
  }
  return async (host) => {
    const known = found.get(host) ?? once(() => find(host))
    found.set(host, known)
    return (await known())(host)
  }
}

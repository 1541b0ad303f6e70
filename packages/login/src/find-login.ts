import type { Environment } from '@ci-kit/core/event'
import { chooseLogin, type LoginOffer } from './choose-login.ts'
import { type EcrTokens, ecrLogin, type FoundLogin } from './ecr-login.ts'
import { hasJobCredentials } from './job-credentials.ts'

export type { FoundLogin }

/**
 * The login that this step adds to what the job has; empty when nothing has to
 * be added, or nothing is known. Nothing is written. Only a registry of Amazon
 * ECR costs a request. Throws {@link UserError} when one of the inputs for the
 * login is missing, or Docker's configuration cannot be read.
 */
export const findLogin = async (
  offer: Omit<LoginOffer, 'hasJobCredentials'>,
  env: Environment,
  mask: (secret: string) => void,
  tokens?: EcrTokens,
): Promise<FoundLogin> => {
  const known = await hasJobCredentials(offer.host, env)
  const choice = chooseLogin({ ...offer, hasJobCredentials: known })
  if (choice.kind === 'login') return { login: choice.login }
  return choice.kind === 'ecr' ? ecrLogin(offer.host, choice.registry, env, mask, tokens) : {}
}

import { UserError } from '@ci-kit/core/errors'
import { stringAt } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'
import type { IdentityTokens, TokenOptions } from './identity-token.ts'
import { ask } from './services/exchange.ts'
import { oddAnswer, type Service } from './services/service.ts'

/** GitHub's own client waits as long for one answer (actions/toolkit, packages/core/src/oidc-utils.ts). */
const LIMITS = { attempts: 6, totalMs: 60_000, requestMs: 20_000, idleMs: 20_000 }

/** Tokens from the service that GitHub names to jobs with the permission `id-token: write`. */
export const githubTokens = (
  address: string,
  bearer: string,
  options: TokenOptions,
): IdentityTokens => {
  const connection = { ...options, limits: LIMITS }
  return {
    token: async (audience) => {
      const url = serviceUrl(address)
      const service: Service = { role: 'token service of GitHub', url, advice }
      url.searchParams.set('audience', audience)
      const { body } = await ask(connection, service, {
        method: 'GET',
        url,
        headers: { accept: 'application/json', authorization: `Bearer ${bearer}` },
        expect: [200],
      })
      const token = stringAt(parseObject(body), 'value')
      if (token === undefined) throw oddAnswer(service, 'there is no token in it')
      options.mask(token)
      return token
    },
  }
}

const serviceUrl = (address: string): URL => {
  const url = URL.parse(address)
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new UserError(
    'ACTIONS_ID_TOKEN_REQUEST_URL is no http or https URL. GitHub sets it; do not overwrite it in the workflow.',
  )
}

const advice = (status: number | undefined): string =>
  status === 401 || status === 403
    ? 'The job may ask for tokens only while it runs, and with the permission id-token: write. Run the job again.'
    : 'Run the job again; if it stays, check the network between the runner and GitHub.'

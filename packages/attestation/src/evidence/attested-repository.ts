import type { Context } from '@ci-kit/core/event'
import type { Policy } from '../gate/policy.ts'

/**
 * The `owner/name` under which GitHub keeps what a policy asks for: that of the
 * workflow that signed, wherever this run is; that of this run where the policy
 * leaves it open. `undefined` outside a run.
 */
export const attestedRepository = (
  { sourceRepository = '' }: Pick<Policy, 'sourceRepository'>,
  { serverUrl, repository }: Pick<Context, 'serverUrl' | 'repository'>,
): string | undefined => {
  const server = `${serverUrl.replace(/\/+$/, '')}/`
  const named = sourceRepository.startsWith(server) ? sourceRepository.slice(server.length) : ''
  if (/^[^/*]+\/[^/*]+$/.test(named)) return named
  return repository === '' ? undefined : repository
}

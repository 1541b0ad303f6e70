import type { Environment } from '@ci-kit/core/event'
import type { Log } from '@ci-kit/core/log'
import type { Credentials } from '@ci-kit/oci/credentials'
import { type Registry, registryClient } from '@ci-kit/oci/registry'
import type { FoundLogin } from './find-login.ts'
import { registryCredentials } from './job-credentials.ts'

/** Clients for registries, one a host, with the login of the step and the credentials of the job. */
export const jobRegistries = (
  { login, problem }: FoundLogin,
  env: Environment,
  { cancellation, log }: { readonly cancellation: AbortSignal; readonly log: Pick<Log, 'warning'> },
): ((host: string) => Registry) => {
  if (problem !== undefined) log.warning(problem)
  return registryClients(registryCredentials(login, env), cancellation)
}

/** Clients for registries, one a host, so that each keeps its tokens and connections. */
export const registryClients = (
  credentials: Credentials,
  signal: AbortSignal,
): ((host: string) => Registry) => {
  const clients = new Map<string, Registry>()
  return (host) => {
    const client = clients.get(host) ?? registryClient({ host, credentials, signal })
    clients.set(host, client)
    return client
  }
}

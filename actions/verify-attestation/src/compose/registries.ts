import { hostCredentials } from '@ci-kit/login/host-credentials'
import { registryClients } from '@ci-kit/login/job-registries'
import type { Registries, Step } from './step.ts'

/** Clients for all registries of the step, with its logins. Throws a `UserError` when only one of the inputs for a login is given. */
export const composeRegistries = ({ runner, env, context, inputs, signal }: Step): Registries => {
  const { username, password, githubToken, subjects } = inputs
  const hosts = subjects.images.map(({ reference }) => reference.registry)
  const offer = { username, password, githubToken, serverUrl: context.serverUrl }
  const ports = { env, log: runner.log, mask: runner.inputs.mask }
  return registryClients(hostCredentials(hosts, offer, ports), signal)
}

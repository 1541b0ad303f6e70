import { hostCredentials } from '@ci-kit/login/host-credentials'
import { registryClients } from '@ci-kit/login/job-registries'
import type { NamedImage } from '@ci-kit/oci/named-images'
import type { Registry } from '@ci-kit/oci/registry'
import type { Step } from './step.ts'

/** Clients for the registries of the images, with the logins of the step. Throws a `UserError` when only one of the inputs for a login is given. */
export const composeRegistries = (
  { runner, env, inputs, serverUrl, signal }: Step,
  images: readonly NamedImage[],
): ((host: string) => Registry) => {
  const { username, password, githubToken } = inputs
  const hosts = images.map(({ reference }) => reference.registry)
  const offer = { username, password, githubToken, serverUrl }
  const ports = { env, log: runner.log, mask: runner.inputs.mask }
  return registryClients(hostCredentials(hosts, offer, ports), signal)
}

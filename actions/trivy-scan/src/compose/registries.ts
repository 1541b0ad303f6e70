import { hostCredentials } from '@ci-kit/login/host-credentials'
import { registryClients } from '@ci-kit/login/job-registries'
import type { Credentials } from '@ci-kit/oci/credentials'
import type { Registry } from '@ci-kit/oci/registry'
import type { Targets } from '../inputs/targets.ts'
import type { Step } from './step.ts'

export type Registries = {
  readonly credentials: Credentials
  readonly registries: (host: string) => Registry
}

/** Clients for all registries of the step, with its logins. Throws a UserError when only one of the inputs for a login is given. */
export const composeRegistries = ({
  runner,
  process: { env },
  context: { serverUrl },
  inputs,
  signal,
}: Step): Registries => {
  const { log, inputs: reader } = runner
  const { username, password, githubToken, targets } = inputs
  const offer = { username, password, githubToken, serverUrl }
  const ports = { env, log, mask: reader.mask }
  const credentials = hostCredentials(namedHosts(targets), offer, ports)
  return { credentials, registries: registryClients(credentials, signal) }
}

/** The registries that the workflow names, which `username` and `password` are for. */
export const namedHosts = (targets: Targets): readonly string[] => {
  const images = targets.kind === 'image' ? targets.images : []
  const baselines = targets.baselines.flatMap((one) => (one.kind === 'image' ? [one.image] : []))
  return [...new Set([...images, ...baselines].map(({ reference }) => reference.registry))]
}

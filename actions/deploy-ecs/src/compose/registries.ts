import type { TaskDefinitionEdits } from '@ci-kit/ecs/task-definition/edits'
import { hostCredentials } from '@ci-kit/login/host-credentials'
import { registryClients } from '@ci-kit/login/job-registries'
import { parseReference } from '@ci-kit/oci/reference'
import type { Registries, Step } from './step.ts'

/**
 * Clients for all registries of the step, with its logins. `username` and
 * `password` are for the registry of the images that the workflow names.
 */
export const composeRegistries = ({ runner, env, context, inputs, signal }: Step): Registries => {
  const { username, password, githubToken, requests } = inputs
  const hosts = requests
    .flatMap(({ edits }) => imagesOf(edits))
    .map((image) => parseReference(image).registry)
  const offer = { username, password, githubToken, serverUrl: context.serverUrl }
  const ports = { env, log: runner.log, mask: runner.inputs.mask }
  return registryClients(hostCredentials(hosts, offer, ports), signal)
}

const imagesOf = ({ containers }: TaskDefinitionEdits): readonly string[] =>
  [...containers.values()].flatMap(({ image }) => image ?? [])

import type { StepResult } from '@ci-kit/cli/run-step'
import type { Digest } from '@ci-kit/oci/digest'
import { afterEach } from '@jest/globals'
import { indexNow } from '../fakes/registry-quirks.ts'
import {
  type RegistryServer,
  type RegistryServerOptions,
  registryServer,
} from '../fakes/registry-server.ts'
import type { FaultsWorkbench } from './attest-faults-workbench.ts'
import { pushImage } from './cosign-workbench.ts'

export type World = {
  readonly server: RegistryServer
  readonly image: Digest
  run(): Promise<StepResult>
  /** How many referrers the index under the fallback tag lists. */
  listed(): number
}

/** Registries in memory, each with an image `org/app`. Call it at the top of a file of tests. */
export const registryWorlds = ({ attest }: Pick<FaultsWorkbench, 'attest'>) => {
  let servers: RegistryServer[] = []
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()))
    servers = []
  })
  return async (options: RegistryServerOptions = {}): Promise<World> => {
    const server = await registryServer(options)
    servers.push(server)
    const image = await pushImage(server.host, 'org/app')
    const images = `${server.host}/org/app@${image}`
    return {
      server,
      image,
      run: () => attest({ inputs: { images } }),
      listed: () => indexNow(server, image).manifests.length,
    }
  }
}

import { ok } from '@ci-kit/local-aws/ecs/rollouts'
import type { Scenario } from '@ci-kit/local-aws/scenario'
import { workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import type { DeploymentsSetup } from '../fakes/deployments-server.ts'
import { type AttestedImages, POLICY, withAttestedImages } from './attested-images.ts'
import { DAY, onBench, type RollbackBench } from './rollback-workbench.ts'

/** Who signs what may be deployed. */
export const release = workflowIdentity()

/** A service with a sidecar, whose images are in the registry. */
const scenarioOf = (web: string, sidecar: string): Scenario => ({
  rollout: () => ok(5_000),
  taskDefinitions: [
    {
      document: {
        family: 'web',
        containerDefinitions: [
          { name: 'web', image: web, essential: true },
          { name: 'logs', image: sidecar, essential: false },
        ],
      },
    },
  ],
  services: [{ name: 'web', history: [{ taskDefinition: 'web:1', age: DAY }] }],
})

/** What happens with a service that runs attested images. */
export type Story = (
  bench: RollbackBench,
  images: AttestedImages & {
    /** Deploys `org/app:2` behind the gate. */
    deploy(inputs?: Readonly<Record<string, string>>): ReturnType<RollbackBench['deploy']>
  },
) => Promise<void>

/** A service that runs `org/app:1` with a sidecar that `sidecarBy` has signed. */
export const behindGate = (
  story: Story,
  sidecarBy = release,
  github: DeploymentsSetup = {},
): Promise<void> =>
  withAttestedImages(async (images) => {
    const web = await images.push('app', '1', release)
    const sidecar = await images.push('logs', '1', sidecarBy)
    const setup = { ledger: 'none', github, scenario: scenarioOf(web, sidecar) }
    await onBench(setup, async (bench) => {
      const deploy = (inputs: Readonly<Record<string, string>> = {}) =>
        bench.deploy('c', {
          images: `web=${images.registry.host}/org/app:2`,
          verify: POLICY,
          'trusted-root': bench.file('root.json', images.trustedRoot),
          ...inputs,
        })
      await story(bench, { ...images, deploy })
    })
  })

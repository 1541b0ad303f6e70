import type { Outputs } from '@ci-kit/core/outputs'
import { makeResults } from './artifact/make-results.ts'
import { unscannedOf } from './artifact/result.ts'
import { scanArtifacts } from './artifact/scan-artifacts.ts'
import { scannedRegistries } from './artifact/scanned-registries.ts'
import type { Inputs } from './inputs.ts'
import type { InstalledTrivy } from './install/installation.ts'
import { type PreparingPorts, prepare } from './prepare.ts'
import { type PublishingPorts, publish } from './publish.ts'
import { scanOrders, type VexPorts } from './scan-orders.ts'
import type { Scanner } from './scanner.ts'

export type Ports = PreparingPorts &
  Omit<PublishingPorts, 'convert'> &
  VexPorts & {
    /** Makes a verified program ready to scan what these registries hold, and nothing of others. */
    scanner(trivy: InstalledTrivy, registries: readonly string[]): Promise<Scanner>
  }

/**
 * Scans what the inputs name, writes all reports, uploads what is wanted, and
 * only then lets the gate decide. Rejects with a `FailedResult` that holds the
 * outputs when it does not pass, or when something could not be scanned.
 */
export const run = async (inputs: Inputs, ports: Ports): Promise<Outputs> => {
  const startedAt = ports.now()
  const prepared = await prepare(inputs, ports)
  const { orders, unscanned } = await scanOrders(prepared.found, inputs, ports)
  const { scan, convert } = await ports.scanner(prepared.trivy, scannedRegistries(orders))
  const scanned = await scanArtifacts(orders, scan, ports.log)
  const results = makeResults(scanned, inputs, prepared, ports)
  const failed = scanned.filter(({ parts }) => parts.length === 0).map(unscannedOf)
  return publish(
    {
      inputs,
      prepared,
      results,
      unscanned: [...unscanned, ...failed],
      images: orders.flatMap(({ artifact }) =>
        artifact.digest === '' ? [] : [artifact.reference],
      ),
      startedAt,
    },
    { ...ports, convert },
  )
}

import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import type { VexPorts } from '../scan-orders.ts'
import { attachedVex } from '../vex/attached-vex.ts'
import type { Registries } from './registries.ts'
import type { Step } from './step.ts'

/** Verified VEX documents of images, as files that trivy reads. */
export const composeVex =
  (
    { runner: { log }, folder }: Step,
    registries: Registries['registries'],
    verifier: Verifier,
  ): VexPorts['attachedVex'] =>
  async (image, signer) => {
    const documents = await attachedVex(image, signer, { registries, verifier, log })
    return Promise.all(
      documents.map(async ({ digest, text }) => {
        const path = join(folder, `vex-${randomUUID()}.json`)
        await writeFile(path, text, { flag: 'wx', mode: 0o600 })
        return { path, digest }
      }),
    )
  }

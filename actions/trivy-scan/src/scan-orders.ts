import type { SignerPolicy } from '@ci-kit/attestation/verify/signer-policy'
import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { FoundArtifact, ScannableArtifact } from './artifact/find-artifacts.ts'
import type { Unscanned } from './artifact/result.ts'
import type { ScanOrder } from './artifact/scan-artifacts.ts'
import type { Inputs } from './inputs.ts'
import type { ImageTarget } from './target/target.ts'
import type { SbomFormat } from './trivy/convert.ts'

/** A document that was verified and written to a file. */
export type AttachedVex = {
  /** Absolute path. */
  readonly path: string
  /** Of the platform's manifest, which it holds for. */
  readonly digest: string
}

export type VexPorts = {
  /** VEX documents that are attached to an image and signed by whom the policy names. */
  attachedVex(image: ImageTarget, signer: SignerPolicy): Promise<readonly AttachedVex[]>
}

export type Orders = {
  readonly orders: readonly ScanOrder[]
  readonly unscanned: readonly Unscanned[]
}

type Needed = Pick<Inputs, 'settings' | 'vex' | 'reports'>

/** Registries count requests, and each image has several platforms to ask for. */
const AT_ONCE = 4

/** What is to be scanned, and how; what cannot be is kept apart. */
export const scanOrders = async (
  found: readonly FoundArtifact[],
  inputs: Needed,
  ports: VexPorts,
): Promise<Orders> => {
  const answers = await inParallel(found, AT_ONCE, (one) => orderOrError(one, inputs, ports))
  return {
    orders: answers.filter((answer) => 'settings' in answer),
    unscanned: answers.filter((answer) => 'error' in answer),
  }
}

const orderOrError = async (
  found: FoundArtifact,
  inputs: Needed,
  ports: VexPorts,
): Promise<ScanOrder | Unscanned> => {
  if ('error' in found) return found
  try {
    return await orderFor(found, inputs, ports)
  } catch (thrown) {
    if (thrown instanceof UserError) return { name: found.name, error: thrown }
    throw thrown
  }
}

const orderFor = async (
  { artifact, baseline, image }: ScannableArtifact,
  { settings, vex, reports }: Needed,
  { attachedVex }: VexPorts,
): Promise<ScanOrder> => {
  const attached = image && vex.attached ? await attachedVex(image, vex.attached) : []
  return {
    artifact,
    baseline,
    boms: bomsIn(reports.formats),
    settings: (part) => {
      const own = attached.filter(({ digest }) => digest === part.digest)
      return { ...settings, vexFiles: [...vex.files, ...own.map(({ path }) => path)] }
    },
  }
}

const bomsIn = (formats: Inputs['reports']['formats']): readonly SbomFormat[] => [
  ...(formats.has('cyclonedx') ? (['cyclonedx'] as const) : []),
  ...(formats.has('spdx') ? (['spdx-json'] as const) : []),
]

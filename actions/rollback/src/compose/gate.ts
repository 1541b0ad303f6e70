import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { policyDocument } from '@ci-kit/attestation/gate/policy-document'
import { UserError } from '@ci-kit/core/errors'
import { unproven } from '@ci-kit/ecs/gate/unproven'
import type { Registry } from '@ci-kit/oci/registry'
import type { Step } from '../compose.ts'
import type { Ports } from '../ports.ts'

type RegistriesOf = (images: readonly string[]) => (host: string) => Registry

/** Verifies the images of a target by the policy of the inputs, undefined without one. Its code loads only with one. */
export const composeGate = (
  { runner, context, inputs }: Step,
  registriesOf: RegistriesOf,
): Ports['verify'] => {
  const document = policyDocument(inputs.policy)
  if (document === undefined) return undefined
  return async (images) => {
    const { imageGate } = await import('@ci-kit/ecs/gate/image-gate')
    // One of this step alone: keys that are found in it are believed.
    const folder = join(context.temp, `rollback-${randomUUID()}`)
    const { log, cancellation: signal } = runner
    try {
      const verify = await imageGate(
        { document, trust: inputs.trust },
        {
          input: 'verify',
          context,
          githubToken: inputs.githubToken,
          folder,
          log,
          signal,
          registry: registriesOf(images),
        },
      )
      const problem = unproven(await verify(images))
      if (problem !== undefined) throw new UserError(problem)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

import type { Ports } from '../run.ts'
import type { Registries, Step } from './step.ts'

/** Verifies images by the policy of the inputs, undefined without one. Its code loads only with one. */
export const composeGate = (
  { runner, context, inputs, folder, signal }: Step,
  registries: () => Promise<Registries>,
): Ports['gate'] => {
  const { gate, githubToken } = inputs
  if (gate === undefined) return undefined
  return async () => {
    const { imageGate } = await import('@ci-kit/ecs/gate/image-gate')
    const registry = await registries()
    const { log } = runner
    return imageGate(gate, {
      input: 'verify',
      context,
      githubToken,
      folder,
      log,
      signal,
      registry,
    })
  }
}

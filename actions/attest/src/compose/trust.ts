import { chosenRoots } from '@ci-kit/attestation/trust/chosen-roots'
import type { RootSource } from '@ci-kit/attestation/trust/root-source'
import { once } from '@ci-kit/core/once'
import type { Step } from './step.ts'

/** The trusted roots of the step. */
export const composeRoots = async (step: Step, cacheFolder: string): Promise<RootSource> => {
  const { runner, inputs, roots, serverUrl } = step
  return readOnce(
    await chosenRoots(
      { trustedRoots: inputs.trustedRoots, sigstore: 'auto', refresh: 'auto' },
      { workspace: roots.workspace, serverUrl, cacheFolder, log: runner.log },
    ),
  )
}

/** Loads the roots, and opens those that the workflow names: one that cannot be used is told before anything is signed. */
export const requireTrust = async ({ inputs }: Step, { current }: RootSource): Promise<void> => {
  const roots = await current()
  if (inputs.trustedRoots.length === 0) return
  const { openTrustedRoot } = await import('@ci-kit/attestation/trust/trusted-root')
  for (const { root, name } of roots) openTrustedRoot(root, name)
}

/** What is told of the roots is told once. */
const readOnce = (source: RootSource): RootSource => ({
  current: once(() => source.current()),
  newer: () => source.newer(),
})

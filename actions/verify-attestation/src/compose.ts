import { readPolicyDocument } from '@ci-kit/attestation/gate/policy-document'
import { verifySubjects } from '@ci-kit/attestation/gate/verify-subjects'
import { chosenRoots } from '@ci-kit/attestation/trust/chosen-roots'
// Every run verifies: in one file with the rest it takes less time to load.
import '@ci-kit/attestation/verify/sigstore-verifier'
import { bundleVerifier } from '@ci-kit/attestation/verify/verifier'
import { withScratch } from '@ci-kit/core/adapters/scratch'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Context, Environment } from '@ci-kit/core/event'
import { once } from '@ci-kit/core/once'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Runner } from '@ci-kit/core/run-action'
import { composeEvidence } from './compose/evidence.ts'
import type { Step } from './compose/step.ts'
import type { Inputs } from './inputs.ts'
import { readPolicy } from './policy/read-policy.ts'
import { type Ports, run } from './run.ts'

/** Runs the action on the real adapters, and ends what they have begun. */
export const runOnAdapters = async (
  runner: Runner,
  env: Environment,
  context: Context,
  inputs: Inputs,
): Promise<Outputs> =>
  withScratch(
    { name: 'verify-attestation', temp: context.temp, cancellation: runner.cancellation },
    (scratch) => run(inputs, portsOf({ runner, env, context, inputs, ...scratch })),
  )

const portsOf = (step: Step): Ports => {
  const { runner, context, inputs } = step
  const { workspace, serverUrl } = context
  const registries = once(async () =>
    (await import('./compose/registries.ts')).composeRegistries(step),
  )
  return {
    log: runner.log,
    summary: runner.summary,
    now: () => new Date(systemClock.now()),
    policy: () =>
      readPolicy(inputs.policy, {
        serverUrl,
        readDocument: (document) => readPolicyDocument(document, 'policy', workspace),
      }),
    resolveImage: async (image, wanted) => {
      const { resolveImage } = await import('./subjects/resolve-image.ts')
      return resolveImage(image, wanted, await registries())
    },
    hashFiles: async (patterns) =>
      (await import('./subjects/hash-files.ts')).hashFiles(patterns, workspace),
    judge: async (targets, policy) => {
      const { transparencyLog } = policy
      const places = { workspace, serverUrl, cacheFolder: step.folder, log: runner.log }
      const verifier = bundleVerifier(await chosenRoots(inputs.trust, places), { transparencyLog })
      const sourcesOf = composeEvidence(step, policy, registries)
      const subjects = targets.map(({ subject }) => subject)
      const sources = new Map(
        await Promise.all(
          targets.map(async (target) => [target.subject, await sourcesOf(target)] as const),
        ),
      )
      const evidence = (subject: (typeof subjects)[number]) => sources.get(subject) ?? []
      return verifySubjects(subjects, policy, { evidence, verifier, clock: systemClock })
    },
    writeVsa: async (...files) =>
      (await import('./compose/vsa-files.ts')).vsaWriter(step)(...files),
  }
}

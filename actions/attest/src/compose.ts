import { attachBundles } from '@ci-kit/attestation/attach/attach-bundles'
import { discoverBundles } from '@ci-kit/attestation/discover/discover'
import { fileEvidence } from '@ci-kit/attestation/evidence/file-evidence'
import { registryEvidence } from '@ci-kit/attestation/evidence/registry-evidence'
import type { RootSource } from '@ci-kit/attestation/trust/root-source'
import { bundleVerifier } from '@ci-kit/attestation/verify/verifier'
import { outputFolder } from '@ci-kit/core/adapters/output-folder'
import { withScratch } from '@ci-kit/core/adapters/scratch'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { UserError } from '@ci-kit/core/errors'
import type { Context, Environment } from '@ci-kit/core/event'
import { objectAt, stringAt } from '@ci-kit/core/json'
import { once } from '@ci-kit/core/once'
import type { OutputFolder } from '@ci-kit/core/output-folder'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Runner } from '@ci-kit/core/run-action'
import { requireArtifacts, storeArtifact } from './compose/artifact.ts'
import { readDocuments } from './compose/documents.ts'
import { composeGitHub } from './compose/github.ts'
import { gatePolicy } from './compose/policy.ts'
import { composeRegistries } from './compose/registries.ts'
import { composeSigner, composeTokens } from './compose/signer.ts'
import type { Step } from './compose/step.ts'
import { namedImages, resolvedSubjects } from './compose/subjects.ts'
import { composeRoots, requireTrust } from './compose/trust.ts'
import { runIdentity } from './identity/run-identity.ts'
import type { Inputs } from './inputs.ts'
import { preflight } from './preflight/preflight.ts'
import { registryPush } from './preflight/registry-push.ts'
import { skipBecause } from './preflight/run-trust.ts'
import { type Ports, run } from './run.ts'
import { writeBundles } from './store/bundle-files.ts'

/** Runs the action on the real adapters, and ends what they have begun. */
export const runOnAdapters = async (
  runner: Runner,
  env: Environment,
  context: Context,
  inputs: Inputs,
): Promise<Outputs> =>
  withScratch(
    { name: 'attest', temp: context.temp, cancellation: runner.cancellation },
    async ({ folder, signal }) => {
      const step: Step = {
        runner,
        env,
        context,
        inputs,
        roots: { workspace: context.workspace, temp: context.temp },
        serverUrl: context.serverUrl.replace(/\/+$/, ''),
        signal,
      }
      return run(inputs, portsOf(step, await composeRoots(step, folder)))
    },
  )

const portsOf = (step: Step, roots: RootSource): Ports => {
  const { runner, env, context, inputs, serverUrl, signal } = step
  const { log, summary } = runner
  const images = namedImages(inputs.subjects, inputs.store)
  const registries = composeRegistries(step, images)
  const repositoryOf = ({ registry, repository }: Named) =>
    registries(registry).repository(repository)
  const github = composeGitHub(step)
  const tokens = composeTokens(step)
  const visibility = stringAt(objectAt(context.payload, 'repository'), 'visibility')
  const hasIdToken = offersIdToken(env)
  const folder = once(() => composeFolder(step))
  const verifiers = {
    required: bundleVerifier(roots),
    optional: bundleVerifier(roots, { transparencyLog: 'optional' }),
  }
  return {
    log,
    summary,
    serverUrl,
    visibility,
    clock: systemClock,
    cancellation: signal,
    github: github?.evidence,
    skip: () =>
      skipBecause({ context, actor: env.GITHUB_ACTOR ?? '', hasIdToken, onFork: inputs.onFork }),
    gatePolicy: () => gatePolicy(step),
    subjects: () => resolvedSubjects(inputs.subjects, images, step.roots, registries),
    documents: () => readDocuments(inputs.said, step.roots),
    preflight: async (plan) => {
      // What is signed is verified: without something to verify with nothing is signed.
      await requireTrust(step, roots)
      return preflight(plan, {
        log,
        hasIdToken,
        probe: github?.probe,
        canPush: registryPush(
          ({ registry, name }) =>
            repositoryOf({ registry, repository: name.slice(registry.length + 1) }).blobs,
        ),
      })
    },
    requireArtifacts: () => requireArtifacts(step),
    requireOutputFolder: async () => void (await folder()),
    identity: async () => runIdentity(await tokens.token(AUDIENCE), env.GITHUB_ACTIONS === 'true'),
    chooseSigner: ({ identity }) =>
      composeSigner(step, tokens, identity.claims.visibility ?? visibility),
    verifier: (transparencyLog) => verifiers[transparencyLog],
    attached: ({ image, manifest }, predicateTypes) =>
      discoverBundles(repositoryOf(image), manifest.descriptor.digest, { predicateTypes }),
    attach: ({ image, manifest }, attachments) =>
      attachBundles(repositoryOf(image), manifest.descriptor, attachments, {
        clock: systemClock,
        random: Math.random,
        log,
        signal,
      }),
    registry: ({ image }) => registryEvidence(image.name, repositoryOf(image)),
    written: ({ all }) => fileEvidence([all], 'output-dir'),
    writeFiles: async (statements) => writeBundles(statements, await folder()),
    storeOnGitHub: async (bundle) => (github ?? withoutToken()).store(bundle),
    storeArtifact: (files) => storeArtifact(step, files),
  }
}

const composeFolder = ({ inputs, roots }: Step): Promise<OutputFolder> =>
  outputFolder({
    input: 'output-dir',
    path: inputs.outputDir ?? '',
    prefix: 'attestations',
    ...roots,
  })

type Named = { readonly registry: string; readonly repository: string }

/** Sigstore's certificate authorities take tokens for this audience only. */
const AUDIENCE = 'sigstore'

const offersIdToken = (env: Environment): boolean =>
  env.GITHUB_ACTIONS === 'true'
    ? Boolean(env.ACTIONS_ID_TOKEN_REQUEST_URL && env.ACTIONS_ID_TOKEN_REQUEST_TOKEN)
    : true

const withoutToken = (): never => {
  throw new UserError(
    "GitHub's attestations need a token: set input 'github-token', or 'store: registry'.",
  )
}

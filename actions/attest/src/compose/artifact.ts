import { artifactConnection } from '@ci-kit/artifacts/artifact-connection'
import { artifactService } from '@ci-kit/artifacts/artifact-service'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { defaultArtifactName } from '../store/artifact-name.ts'
import { artifactStore, type StoredArtifact } from '../store/artifact-store.ts'
import type { BundleFiles } from '../store/bundle-files.ts'
import { BUNDLES } from './artifact-use.ts'
import type { Step } from './step.ts'

/** Throws `UserError` where the run has no service for artifacts. */
export const requireArtifacts = ({ env }: Step): void => {
  artifactConnection(env, BUNDLES)
}

/** Keeps the bundles as an artifact of the run. */
export const storeArtifact = (
  { runner, env, context, inputs, serverUrl, signal: cancellation }: Step,
  { entries }: BundleFiles,
): Promise<StoredArtifact> => {
  const service = artifactService(artifactConnection(env, BUNDLES), {
    clock: systemClock,
    cancellation,
    use: BUNDLES,
  })
  const { repository, runId } = context
  const store = artifactStore(service, { serverUrl, repository, runId }, runner.log)
  const content = Buffer.concat(entries.map((entry) => entry.content))
  const name = inputs.artifactName ?? defaultArtifactName(env.GITHUB_JOB ?? '', content)
  return store.store(name, entries)
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep, type StepResult } from '@ci-kit/cli/run-step'
import { afterEach, beforeEach } from '@jest/globals'
import {
  type ArtifactServiceSetup,
  type FakeArtifactService,
  startArtifactService,
} from '../fakes/artifact-service.ts'
import { actionFolder } from './actions.ts'

type Texts = Readonly<Record<string, string>>

export const imageOf = (component: string, letter = 'a'): string =>
  `ghcr.io/octo/${component}@sha256:${letter.repeat(64)}`

/** Jobs of one run. Call it at the top of a file of tests. */
export const imageRecordWorkbench = () => {
  let workspace = ''
  let service: FakeArtifactService | undefined
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'image-record-test-'))
  })
  afterEach(async () => {
    await service?.close()
    service = undefined
    rmSync(workspace, { recursive: true })
  })
  const imageRecord = (inputs: Texts, env: Texts, signal?: AbortSignal): Promise<StepResult> =>
    runStep({
      folder: actionFolder('image-record'),
      workspace,
      inputs,
      env: {
        ACTIONS_RESULTS_URL: service?.url ?? '',
        ACTIONS_RUNTIME_TOKEN: service?.token ?? '',
        ...env,
      },
      ...(signal && { signal }),
    })
  return {
    /** Starts the artifact service of the run; without it the run has none. */
    start: async (setup?: ArtifactServiceSetup): Promise<FakeArtifactService> => {
      service = await startArtifactService(setup)
      return service
    },
    /** The letter makes the digest of the image. */
    write: (name: string, letter = 'a', env: Texts = {}) =>
      imageRecord({ mode: 'write', name, image: imageOf(name, letter), facts: 'tags: v1' }, env),
    collect: (
      expected: readonly string[],
      inputs: Texts = {},
      env: Texts = {},
      signal?: AbortSignal,
    ) =>
      imageRecord({ mode: 'collect', expected: JSON.stringify(expected), ...inputs }, env, signal),
  }
}

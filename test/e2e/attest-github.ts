import type { StepResult } from '@ci-kit/cli/run-step'
import { afterEach } from '@jest/globals'
import {
  type ArtifactServiceSetup,
  type FakeArtifactService,
  startArtifactService,
} from '../fakes/artifact-service.ts'
import {
  type AttestationsServer,
  type AttestationsSetup,
  startAttestations,
} from '../fakes/attestations-server.ts'
import type { AttestStep, AttestWorkbench } from './attest-workbench.ts'

export type GitHubWorkbench = {
  /** Starts GitHub's attestations for this test; a token for them is in all its steps. */
  github(setup?: AttestationsSetup): Promise<AttestationsServer>
  /** Starts the artifact service of the run for this test. */
  artifacts(setup?: ArtifactServiceSetup): Promise<FakeArtifactService>
  attest(step: AttestStep): Promise<StepResult>
}

/** Call it at the top of a file of tests. */
export const gitHubWorkbench = (bench: AttestWorkbench): GitHubWorkbench => {
  let started: { close(): Promise<void> }[] = []
  let env: Record<string, string> = {}
  let inputs: Record<string, string> = {}
  afterEach(async () => {
    await Promise.all(started.map((server) => server.close()))
    started = []
    env = {}
    inputs = {}
  })
  return {
    github: async (setup) => {
      const server = await startAttestations(setup)
      started.push(server)
      env.GITHUB_API_URL = server.url
      inputs['github-token'] = 't0ken'
      return server
    },
    artifacts: async (setup) => {
      const service = await startArtifactService(setup)
      started.push(service)
      env.ACTIONS_RESULTS_URL = service.url
      env.ACTIONS_RUNTIME_TOKEN = service.token
      return service
    },
    attest: (step) =>
      bench.attest({
        ...step,
        inputs: { ...inputs, ...step.inputs },
        env: { ...env, ...step.env },
      }),
  }
}

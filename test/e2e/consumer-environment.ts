import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Engine } from '@ci-kit/cli/engine'
import type { LocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { scanTool } from '../fakes/trivy-tools.ts'
import type { ActRequest } from './consumer-act.ts'
import type { ConsumerEcs } from './consumer-ecs.ts'
import type { ConsumerEvent } from './consumer-events.ts'
import { type ConsumerGitHub, REPOSITORY, TOKEN } from './consumer-github.ts'

/** GitHub's word for the file that signs, at the tag by which it is called. */
export const SIGNER = 'org/ci-kit/.github/workflows/build-push.yml@refs/tags/v1'

/** What the runner's machine has: Node, buildx with its builder, trivy, and nothing of this process. */
export const machine = (engine: Engine, folder: string): Readonly<Record<string, string>> => {
  const [home, temporary] = [join(folder, 'home'), join(folder, 'tmp')]
  for (const each of [home, temporary]) mkdirSync(each)
  const { PATH: programs = '', ...builder } = engine.env
  const [buildx = ''] = programs.split(':')
  const path = [dirname(process.execPath), buildx, dirname(scanTool('trivy')), '/usr/bin', '/bin']
  return { ...builder, PATH: path.join(':'), HOME: home, TMPDIR: temporary, LANG: 'C.UTF-8' }
}

export type RunnerParts = {
  readonly sigstore: LocalSigstore
  readonly ecs: ConsumerEcs
  readonly github: ConsumerGitHub
}

/** What GitHub gives the jobs of one run: its addresses, a token, an identity. */
export const runOf = (
  { sigstore, ecs, github }: RunnerParts,
  { event, ref, sha }: ConsumerEvent,
  number: number,
  signer = SIGNER,
): Required<Pick<ActRequest, 'env' | 'secrets' | 'vars'>> => {
  const workflow_ref = `${REPOSITORY}/.github/workflows/pipeline.yml@${ref}`
  const claims = {
    repository: REPOSITORY,
    repository_visibility: 'private',
    ref,
    sha,
    workflow_ref,
    job_workflow_ref: signer,
    event_name: event,
    run_id: `${number}`,
    run_number: `${number}`,
  }
  return {
    env: {
      ...sigstore.environment({ claims }),
      ...ecs.server.env(),
      GITHUB_API_URL: github.url,
      GITHUB_RUN_ID: `${number}`,
      GITHUB_RUN_NUMBER: `${number}`,
      GITHUB_REF: ref,
      GITHUB_WORKFLOW_REF: workflow_ref,
      RUNNER_ENVIRONMENT: 'github-hosted',
    },
    secrets: { GITHUB_TOKEN: TOKEN },
    vars: { AWS_ROLE: 'arn:aws:iam::123456789012:role/deploy', AWS_REGION: 'eu-central-1' },
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep, type StepResult } from '@ci-kit/cli/run-step'
import type { Json } from '@ci-kit/core/json'
import type { EcsServer } from '@ci-kit/local-aws/server'

export type EcsStep = {
  /** Folder with the action.yml. */
  readonly folder: string
  /** The simulated AWS. */
  readonly server: Pick<EcsServer, 'env'>
  /** The file that `task-definition` names. */
  readonly taskDefinition: Json
  readonly inputs?: Readonly<Record<string, string>>
  /** Aborting cancels the job. */
  readonly signal?: AbortSignal
}

/** What only deploy-ecs asks about: services of AWS and of GitHub that are not simulated here. */
export const ECS_ALONE = { preflight: 'false', ledger: 'none' }

/** Deploys a file to service `web` of the cluster `production`, by an action with the inputs of the peer. */
export const deployStep = async (step: EcsStep): Promise<StepResult> => {
  const { folder, server, taskDefinition, inputs, signal } = step
  const workspace = mkdtempSync(join(tmpdir(), 'deploy-ecs-bench-'))
  try {
    writeFileSync(join(workspace, 'task-definition.json'), JSON.stringify(taskDefinition))
    return await runStep({
      folder,
      workspace,
      inputs: {
        'task-definition': 'task-definition.json',
        service: 'web',
        cluster: 'production',
        ...inputs,
      },
      env: { HOME: workspace, ...server.env() },
      ...(signal && { signal }),
    })
  } finally {
    rmSync(workspace, { recursive: true })
  }
}

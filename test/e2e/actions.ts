import { resolve } from 'node:path'
import type { Engine } from '@ci-kit/cli/engine'
import { runStep, type Step, type StepResult } from '@ci-kit/cli/run-step'

/** Jest runs in the root of the repository. */
export const actionFolder = (name: string): string => resolve('actions', name)

export type DockerCacheStep = Omit<Step, 'folder' | 'env' | 'inputs'> & {
  readonly inputs: Readonly<Record<string, string>>
  /** Another builder than the engine's first. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the docker-cache bundle against an engine's registry and builder. */
export const dockerCache =
  (engine: Engine) =>
  ({ inputs, env, ...step }: DockerCacheStep): Promise<StepResult> =>
    runStep({
      ...step,
      folder: actionFolder('docker-cache'),
      inputs: { registry: engine.registry, ...inputs },
      env: { HOME: step.workspace, ...engine.env, ...env },
    })

/** The error annotations of a step. */
export const errorsOf = ({ commands }: StepResult): string[] =>
  commands.filter(({ name }) => name === 'error').map(({ message }) => message)

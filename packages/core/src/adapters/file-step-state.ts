import { appendFileSync } from 'node:fs'
import { messageOf, UserError } from '../errors.ts'
import type { Environment } from '../event.ts'
import { visible } from '../log.ts'
import type { StepState } from '../step-state.ts'
import { fileEntry } from './runner-commands.ts'

/**
 * The state of this step in the runner's files. The runner reads them however
 * the step ends, also when it was cancelled (ActionRunner.cs, ProcessFiles in
 * a `finally`), and the last entry of a name counts. Outside a runner nothing
 * is kept.
 */
export const fileStepState = (env: Environment): StepState => ({
  save: (name, value) => append(env, 'GITHUB_STATE', name, value),
  read: (name) => env[`STATE_${name}`] ?? '',
  exportVariable: (name, value) => append(env, 'GITHUB_ENV', name, value),
})

const append = (env: Environment, variable: string, name: string, value: string): void => {
  const path = env[variable]
  if (!path) return
  const entry = fileEntry(name, value)
  try {
    appendFileSync(path, entry)
  } catch (thrown) {
    throw new UserError(
      `What this step has to clean up cannot be noted: ${visible(messageOf(thrown))}. ${variable} has to name a file that this step may write.`,
    )
  }
}

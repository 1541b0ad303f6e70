import { tmpdir } from 'node:os'
import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { fileStepState } from '@ci-kit/core/adapters/file-step-state'
import { runAction } from '@ci-kit/core/run-action'
import { cleanUp } from './engine/clean-up.ts'
import { leftOver } from './engine/clean-ups.ts'

const { env } = process
const runner = actionsRunner(process)

void runAction(runner, async () => {
  const exec = childProcesses(runner.cancellation)
  const temp = env.RUNNER_TEMP || tmpdir()
  await cleanUp(leftOver(fileStepState(env)), { exec, log: runner.log, env, temp })
  return {}
})

import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { contextOf } from '@ci-kit/core/event'
import { runAction } from '@ci-kit/core/run-action'
import { runOnAdapters } from './compose.ts'
import { parseInputs } from './inputs.ts'

const runner = actionsRunner(process)

void runAction(runner, async () => {
  const context = contextOf(process.env, process.cwd())
  const inputs = parseInputs(runner.inputs)
  return runOnAdapters(runner, process.env, context, inputs)
})

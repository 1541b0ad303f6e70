import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { contextOf } from '@ci-kit/core/event'
import { runAction } from '@ci-kit/core/run-action'
import { compose } from './compose.ts'
import { parseInputs } from './inputs.ts'
import { run } from './run.ts'

const runner = actionsRunner(process)

void runAction(runner, async () => {
  const context = contextOf(process.env, process.cwd())
  const inputs = parseInputs(runner.inputs)
  return run(inputs, context, compose(runner, process.env, context, inputs))
})

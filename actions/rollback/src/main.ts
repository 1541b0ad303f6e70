import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { contextOf } from '@ci-kit/core/event'
import { withOutputsOnError } from '@ci-kit/core/outputs-on-error'
import { runAction } from '@ci-kit/core/run-action'
import { parseInputs } from './inputs.ts'
import { NO_OUTPUTS } from './outputs.ts'

const runner = actionsRunner(process)

void runAction(runner, () =>
  withOutputsOnError(NO_OUTPUTS, async () => {
    const context = contextOf(process.env, process.cwd())
    const inputs = parseInputs(runner.inputs)
    // A mistake in the inputs is told before the rest is loaded.
    const { runOnAdapters } = await import('./compose.ts')
    return runOnAdapters({ runner, env: process.env, context, inputs })
  }),
)

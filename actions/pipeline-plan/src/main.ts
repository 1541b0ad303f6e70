import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { contextOf } from '@ci-kit/core/event'
import { runAction } from '@ci-kit/core/run-action'
import { checkout } from './adapters/checkout.ts'
import { componentsFile } from './adapters/components-file.ts'
import { parseInputs } from './inputs.ts'
import { run } from './run.ts'

const runner = actionsRunner(process)

void runAction(runner, async () => {
  const context = contextOf(process.env, process.cwd())
  const workspace = checkout(context.workspace)
  const readComponents = componentsFile(context.workspace)
  return run(parseInputs(runner.inputs), context, { ...runner, workspace, readComponents })
})

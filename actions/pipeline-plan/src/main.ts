import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { fileWorkspace } from '@ci-kit/core/adapters/file-workspace'
import { contextOf } from '@ci-kit/core/event'
import { runAction } from '@ci-kit/core/run-action'
import { componentsFile } from './adapters/components-file.ts'
import { parseInputs } from './inputs.ts'
import { run } from './run.ts'

const runner = actionsRunner(process)

void runAction(runner, async () => {
  const context = contextOf(process.env, process.cwd())
  const workspace = fileWorkspace(context.workspace)
  const readComponents = componentsFile(context.workspace)
  return run(parseInputs(runner.inputs), context, { ...runner, workspace, readComponents })
})

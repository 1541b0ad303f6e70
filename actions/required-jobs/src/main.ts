import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { runAction } from '@ci-kit/core/run-action'
import { parseInputs } from './inputs.ts'
import { run } from './run.ts'

const runner = actionsRunner(process)

void runAction(runner, () => run(parseInputs(runner.inputs), runner))

import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { runAction } from '@ci-kit/core/run-action'
import { artifactRecords } from './artifact-records.ts'
import { parseInputs } from './inputs.ts'
import { run } from './run.ts'
import { thisRun } from './this-run.ts'

const runner = actionsRunner(process)
const { env } = process

void runAction(runner, async () => {
  const inputs = parseInputs(runner.inputs)
  return run(inputs, { ...runner, run: thisRun(env), records: artifactRecords(env, runner) })
})

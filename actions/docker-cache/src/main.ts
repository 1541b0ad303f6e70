import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { fileWorkspace } from '@ci-kit/core/adapters/file-workspace'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { contextOf } from '@ci-kit/core/event'
import { runAction } from '@ci-kit/core/run-action'
import { buildx } from './buildx.ts'
import { parseInputs } from './inputs.ts'
import { githubLogin } from './login.ts'
import { run } from './run.ts'

const runner = actionsRunner(process)
await runAction(runner, () => {
  const context = contextOf(process.env, process.cwd())
  const inputs = parseInputs(runner.inputs)
  const { workspace, temp } = context
  const login = githubLogin(inputs.repository.host, inputs.githubToken, context.serverUrl)
  const builder = buildx(childProcesses(runner.cancellation), {
    env: process.env,
    workspace,
    temp,
    login,
  })
  return run(inputs, context, {
    ...runner,
    builder,
    workspace: fileWorkspace(workspace),
    clock: systemClock,
  })
})

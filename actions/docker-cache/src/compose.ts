import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { fileWorkspace } from '@ci-kit/core/adapters/file-workspace'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Context, Environment } from '@ci-kit/core/event'
import type { Runner } from '@ci-kit/core/run-action'
import { buildx } from './build/buildx.ts'
import type { Inputs } from './inputs.ts'
import { githubLogin } from './login/login.ts'
import type { Ports } from './run.ts'

/** The real adapters behind the ports of {@link run}. */
export const compose = (
  { log, summary, cancellation }: Runner,
  env: Environment,
  { workspace, temp, serverUrl }: Context,
  { repository, githubToken }: Inputs,
): Ports => {
  const login = githubLogin(repository.host, githubToken, serverUrl)
  return {
    log,
    summary,
    clock: systemClock,
    workspace: fileWorkspace(workspace),
    builder: buildx(childProcesses(cancellation), { env, workspace, temp, login }),
  }
}

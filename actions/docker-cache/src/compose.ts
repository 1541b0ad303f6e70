import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { fileStepState } from '@ci-kit/core/adapters/file-step-state'
import { fileWorkspace } from '@ci-kit/core/adapters/file-workspace'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Context, Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import { once } from '@ci-kit/core/once'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Runner } from '@ci-kit/core/run-action'
import { findLogin } from '@ci-kit/login/find-login'
import { jobRegistries } from '@ci-kit/login/job-registries'
import { buildx } from './build/buildx.ts'
import { buildxEnvironment } from './build/buildx-environment.ts'
import { findBuildx } from './build/find-buildx.ts'
import { mountBuilds } from './cache/mounts/mount-builds.ts'
import { type CleanUps, cleanUps } from './engine/clean-ups.ts'
import { type PrivateFolders, privateFolders } from './engine/private-folder.ts'
import { workbench } from './engine/workbench.ts'
import type { Inputs } from './inputs.ts'
import { type Ports, run } from './run.ts'

/** Runs the action on the real adapters, and removes what they made for it. */
export const runOnAdapters = async (
  runner: Runner,
  env: Environment,
  context: Context,
  inputs: Inputs,
): Promise<Outputs> => {
  const left = cleanUps(fileStepState(env), env)
  const folders = privateFolders(context.temp, left)
  try {
    return await run(inputs, ports(runner, env, context, inputs, { cleanUps: left, folders }))
  } finally {
    await folders.remove()
  }
}

/** What is removed again, now or by the post step. */
type Made = { readonly cleanUps: CleanUps; readonly folders: PrivateFolders }

const ports = (
  { log, summary, cancellation, inputs: { mask }, setOutputs }: Runner,
  env: Environment,
  context: Context,
  inputs: Inputs,
  { cleanUps, folders }: Made,
): Ports => {
  const exec: Exec = childProcesses(cancellation)
  const { workspace, temp, serverUrl } = context
  const { host } = inputs.registry
  const login = once(() => findLogin({ ...inputs, host, serverUrl }, env, mask))
  const bench = once(async () =>
    workbench(inputs, env, temp, { exec, log, cleanUps, folders, login: await login() }),
  )
  return {
    log,
    summary,
    mask,
    env,
    context,
    workspace: fileWorkspace(workspace),
    clock: { ...systemClock, sleep: (time) => systemClock.sleep(time, cancellation) },
    tell: setOutputs,
    builder: buildx(exec, { workspace, temp, workbench: bench }),
    registries: once(async () => jobRegistries(await login(), env, { cancellation, log })),
    mountBuilds: async () => {
      const buildEnv = await bench()
      return mountBuilds(exec, findBuildx(buildEnv), buildxEnvironment(buildEnv, false))
    },
    layoutFolder: async (name) => join(await folders.make(), name),
    yaml: async (text, origin) => (await import('@ci-kit/core/yaml')).parseYaml(text, origin),
  }
}

import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import { visible } from '@ci-kit/core/log'
import type { BuildxProgram } from '../build/find-buildx.ts'
import { builderFailure } from '../failures/builder-failures.ts'
import { buildxFolder } from './builder-store.ts'
import { proxyOptions } from './proxy-options.ts'

/** A builder of this job. `config` is the folder where buildx keeps it, BUILDX_CONFIG. */
export type OwnBuilder = { readonly name: string; readonly config: string }

/**
 * The one builder that the steps of a job share: its name follows from the
 * job, so that a later step finds it, and two jobs on one machine never get
 * the same. Its folder is in RUNNER_TEMP, which the runner empties with each
 * job; outside a runner anybody may write to the temporary folder, so there
 * nobody can know the name.
 */
export const ownBuilder = (env: Environment, temp: string): OwnBuilder => {
  const job = [
    env.RUNNER_NAME,
    env.RUNNER_TEMP || randomUUID(),
    env.GITHUB_RUN_ID,
    env.GITHUB_RUN_ATTEMPT,
    env.GITHUB_JOB,
  ]
  const id = createHash('sha256').update(JSON.stringify(job)).digest('hex').slice(0, 16)
  const name = `ci-kit-${id}`
  return { name, config: join(temp, name) }
}

/** Whether an earlier step has made it. */
export const isMade = ({ name, config }: OwnBuilder): boolean =>
  existsSync(join(config, 'instances', name))

/** Asking Docker and writing a file takes 0.1 s. */
const CREATE_LIMIT_MS = 30_000

/**
 * Makes the builder; its container is started by the first build. It gets no
 * right to run insecure steps. Throws {@link UserError} when there is no
 * Docker to run it in.
 */
export const makeBuilder = async (
  exec: Exec,
  { program, prefix }: BuildxProgram,
  { name, config }: OwnBuilder,
  env: Environment,
): Promise<void> => {
  await mkdir(config, { mode: 0o700, recursive: true })
  await takeUserSettings(env, config)
  const create = ['create', '--name', name, '--driver', 'docker-container', ...proxyOptions(env)]
  const { exitCode, stderr, timedOut } = await exec(program, [...prefix, ...create], {
    env: { ...env, BUILDX_CONFIG: config, BUILDX_BUILDER: undefined },
    timeoutMs: CREATE_LIMIT_MS,
    keepBytes: 4_000,
  })
  // Another step that runs in the background may have been faster.
  if (exitCode === 0 || isMade({ name, config })) return
  const text = timedOut ? 'context deadline exceeded' : Buffer.from(stderr).toString('utf8')
  throw new UserError(
    `This job has no builder that can export caches, and none could be made. ${builderFailure(text) ?? quoted(text)}`,
  )
}

/** Mirrors and certificates of the machine count for every builder that buildx makes on it. */
const takeUserSettings = async (env: Environment, config: string): Promise<void> => {
  const settings = 'buildkitd.default.toml'
  const original = join(buildxFolder(env), settings)
  if (existsSync(original)) await copyFile(original, join(config, settings))
}

const quoted = (text: string): string =>
  `buildx says: ${visible(text.trim(), 500)}. Start Docker, or name a builder with input 'builder'.`

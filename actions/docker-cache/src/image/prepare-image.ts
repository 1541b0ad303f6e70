import type { Context, Environment } from '@ci-kit/core/event'
import { type Log, visible } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'
import { type DockerfileSource, dockerfileSource } from '../build/dockerfile-source.ts'
import { checkSecrets } from '../build/secrets.ts'
import { checkSources } from '../build/sources.ts'
import { hasGithubCache } from '../cache/extra-entries.ts'
import type { Inputs } from '../inputs.ts'
import { type ImagePlan, planImage } from './image-plan.ts'
import type { ImageRequest } from './image-request.ts'

/** An image that may be made: decided, and with everything that it needs at hand. */
export type PreparedImage = {
  readonly plan: ImagePlan
  /** Undefined when the Dockerfile comes with a remote context. */
  readonly source: DockerfileSource | undefined
}

export type PreparingPorts = {
  readonly log: Log
  readonly workspace: Workspace
  readonly env: Environment
  /** What the run is about. */
  readonly context: Context
  readonly now: Date
  /** Hides a secret in every log line that follows. */
  mask(secret: string): void
}

/** Refuses an image that cannot be built, before anything is started. */
export const prepareImage = (
  request: ImageRequest,
  inputs: Inputs,
  ports: PreparingPorts,
): PreparedImage => {
  const { context, env, now, log } = ports
  const plan = planImage(request, inputs, { context, now, githubCache: hasGithubCache(env) })
  checkSources(plan.build, ports.workspace)
  checkSecrets(request.options.secrets, { env, workspace: context.workspace, mask: ports.mask })
  for (const warning of plan.warnings) log.warning(visible(warning))
  for (const notice of plan.notices) log.notice(visible(notice))
  return { plan, source: dockerfileSource(plan.build, context.workspace, env) }
}

import { posix } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'
import type { BuildOptions } from './build-options.ts'

/** Contexts that BuildKit fetches itself (dockerui.DetectGitContext and http contexts). */
const REMOTE = /^(https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/)/

export const isRemote = (context: string): boolean => REMOTE.test(context)

/**
 * The Dockerfile of a plan, relative to the workspace and without `./`, as
 * annotations name files; undefined when it comes with a remote context.
 */
export const dockerfile = ({
  context,
  file,
}: Pick<BuildOptions, 'context' | 'file'>): string | undefined => {
  if (isRemote(context)) return undefined
  return file === undefined ? posix.join(context, 'Dockerfile') : posix.normalize(file)
}

/** Refuses a build whose folder or Dockerfile is missing, before anything is started. */
export const checkSources = (plan: BuildOptions, workspace: Workspace): void => {
  const { context } = plan
  if (isRemote(context)) return
  const name = visible(context)
  const kind = workspace.kindOf(context)
  if (kind === undefined)
    throw new UserError(
      `Input 'context' is '${name}', and there is no such folder in the workspace. Check the path, and that actions/checkout ran before this step.`,
    )
  if (kind === 'file')
    throw new UserError(
      `Input 'context' is '${name}', which is a file. Use the folder to build in, and input 'file' for the Dockerfile.`,
    )
  const file = dockerfile(plan)
  if (file === undefined || workspace.kindOf(file) === 'file') return
  throw new UserError(
    plan.file === undefined
      ? `There is no Dockerfile in '${name}'. Add one, or name it with input 'file'.`
      : `Input 'file' is '${visible(file)}', and there is no such file in the workspace. The path starts at the workspace, not at the context.`,
  )
}

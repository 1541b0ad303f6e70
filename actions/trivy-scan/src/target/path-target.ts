import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'
import type { PathCommand } from '../trivy/scan-request.ts'

type Kind = NonNullable<ReturnType<Workspace['kindOf']>>

/** What each command can look at; `fs` and `config` take a single file too. */
const KINDS: Readonly<Record<PathCommand, readonly Kind[]>> = {
  fs: ['folder', 'file'],
  config: ['folder', 'file'],
  rootfs: ['folder'],
  sbom: ['file'],
}

/**
 * The path that is scanned, as it was given, once it is there and of the right
 * kind. Throws {@link UserError} otherwise. A leading hyphen is no option, and
 * `-` alone is not standard input.
 */
export const scannablePath = (
  input: string,
  path: string,
  command: PathCommand,
  workspace: Workspace,
): string => {
  const kind = path === '' ? undefined : workspace.kindOf(path)
  if (kind === undefined)
    throw new UserError(
      `Input '${input}' is '${visible(path, 200)}', and there is nothing at that path. Paths start at the workspace: check it, and that a step before this one makes or checks out what it names.`,
    )
  if (!KINDS[command].includes(kind))
    throw new UserError(
      `Input '${input}' is '${visible(path, 200)}', which is a ${kind}, and '${command}' scans a ${KINDS[command].join(' or a ')}. Correct the path, or use another 'scan-type'.`,
    )
  return path.startsWith('-') ? `./${path}` : path
}

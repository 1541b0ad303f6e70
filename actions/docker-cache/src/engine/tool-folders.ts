import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { messageOf } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { type Log, visible } from '@ci-kit/core/log'

/** What fills GitHub's Linux images and no container build needs (actions/runner-images), largest first. */
const TOOLS = [
  '/usr/local/lib/android',
  '/opt/hostedtoolcache/CodeQL',
  '/usr/local/.ghcup',
  '/opt/ghc',
  '/usr/share/dotnet',
  '/usr/share/swift',
]

/**
 * The folders that may be removed: none but on a Linux machine that GitHub
 * throws away after the job.
 */
export const toolFolders = (
  env: Environment,
  exists: (path: string) => boolean = existsSync,
): readonly string[] =>
  env.RUNNER_ENVIRONMENT === 'github-hosted' && env.RUNNER_OS === 'Linux'
    ? TOOLS.filter(exists)
    : []

/**
 * Starts to remove folders with the lowest priority and does not wait: the
 * child outlives the step, and the runner ends it with the job.
 */
export const removeInBackground = (
  folders: readonly string[],
  log: Pick<Log, 'warning'>,
  isRoot = process.getuid?.() === 0,
): void => {
  const remove = ['nice', '-n', '19', 'ionice', '-c', '3', 'rm', '-rf', '--one-file-system', '--']
  const [program = '', ...args] = [...(isRoot ? [] : ['sudo', '-n']), ...remove, ...folders]
  const child = spawn(program, args, { detached: true, stdio: 'ignore' })
  child.on('error', (error) =>
    log.warning(`The folders of tools could not be removed: ${visible(messageOf(error))}.`),
  )
  child.unref()
}

import { rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { messageOf } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import { type Log, visible } from '@ci-kit/core/log'
import { findBuildx } from '../build/find-buildx.ts'
import type { CleanUp } from './clean-ups.ts'
import { isMade, type OwnBuilder } from './own-builder.ts'

export type CleanUpPorts = {
  readonly exec: Exec
  readonly log: Pick<Log, 'info' | 'warning'>
  readonly env: Environment
  /** The folder that everything to be removed lies in. */
  readonly temp: string
}

/** Stopping a container takes a second, removing a large cache longer. */
const REMOVE_LIMIT_MS = 90_000

/**
 * Removes what main has left, all of it at the same time. What cannot be
 * removed is a warning: the work of the step is done.
 */
export const cleanUp = async (items: readonly CleanUp[], ports: CleanUpPorts): Promise<void> => {
  await Promise.all(
    items.map(async (item) => {
      try {
        await (item.kind === 'builder'
          ? removeBuilder(item, ports)
          : removeFolder(item.path, ports))
      } catch (thrown) {
        const what = item.kind === 'builder' ? `Builder ${item.name}` : `The folder ${item.path}`
        ports.log.warning(
          `${visible(what)} could not be removed: ${visible(messageOf(thrown), 300)}. Where the machine is kept, remove it by hand.`,
        )
      }
    }),
  )
}

const removeBuilder = async (own: OwnBuilder, ports: CleanUpPorts): Promise<void> => {
  const { exec, env, log } = ports
  // Main was ended before buildx had made it.
  if (isMade(own)) {
    const { program, prefix } = findBuildx(env)
    const { exitCode, stderr, timedOut } = await exec(
      program,
      [...prefix, 'rm', '--force', own.name],
      {
        env: { ...env, BUILDX_CONFIG: own.config },
        timeoutMs: REMOVE_LIMIT_MS,
        keepBytes: 2_000,
      },
    )
    if (timedOut) throw new Error(`buildx rm took more than ${REMOVE_LIMIT_MS / 1_000} seconds`)
    if (exitCode !== 0) {
      throw new Error(Buffer.from(stderr).toString('utf8').trim().replaceAll(/\s+/g, ' '))
    }
    log.info(`Builder ${own.name} was removed.`)
  }
  await removeFolder(own.config, ports)
}

/** Only folders that lie where this action makes its own. */
const removeFolder = async (path: string, { temp }: CleanUpPorts): Promise<void> => {
  if (dirname(resolve(path)) !== resolve(temp)) throw new Error(`it does not lie in ${temp}`)
  await rm(path, { recursive: true, force: true })
}

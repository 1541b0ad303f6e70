import { rm } from 'node:fs/promises'
import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import type { Log } from '@ci-kit/core/log'
import { findBuildx } from '../build/find-buildx.ts'
import { builderStore, buildxFolder } from './builder-store.ts'
import { chooseBuilder } from './choose-builder.ts'
import type { CleanUps } from './clean-ups.ts'
import { dockerContext, isDockerContext } from './docker-context.ts'
import { hasContainerdStore } from './image-store.ts'
import { isMade, makeBuilder, type OwnBuilder, ownBuilder } from './own-builder.ts'

/** A builder that can export caches, or the one that the workflow names. */
export type ReadyBuilder = {
  readonly name: string
  readonly driver: string
  /** The environment with which buildx uses it. */
  readonly env: Environment
  /** Made by this step just now: its cache is empty, and its container does not run yet. */
  readonly isNew: boolean
}

export type BuilderPorts = {
  readonly exec: Exec
  readonly log: Pick<Log, 'info'>
  readonly cleanUps: CleanUps
}

/**
 * Finds a builder by looking at files, and makes one only where none can
 * export caches. One that was made serves the further steps of the job, and
 * the post step of the step that made it removes it.
 */
export const readyBuilder = async (
  wanted: string,
  env: Environment,
  temp: string,
  ports: BuilderPorts,
): Promise<ReadyBuilder> => {
  const docker = dockerContext(env)
  const own = ownBuilder(env, temp)
  const choice = chooseBuilder({
    wanted,
    fromEnvironment: env.BUILDX_BUILDER ?? '',
    store: builderStore(buildxFolder(env)),
    engine: docker.name === 'default' ? (docker.endpoint ?? '') : docker.name,
    isContext: (name) => isDockerContext(env, name),
    own: isMade(own) ? own.name : undefined,
  })
  if (choice.kind === 'use') return inEnvironment(choice, { ...env, BUILDX_BUILDER: choice.name })
  if (choice.kind === 'own') return ofJob(own, env, false)
  if (await hasContainerdStore(docker.endpoint)) {
    return inEnvironment({ name: docker.name, driver: 'docker' }, env)
  }
  await make(own, env, ports)
  return ofJob(own, env, true)
}

type Named = { readonly name: string; readonly driver: string }

const inEnvironment = ({ name, driver }: Named, env: Environment): ReadyBuilder => ({
  name,
  driver,
  env,
  isNew: false,
})

const ofJob = ({ name, config }: OwnBuilder, env: Environment, isNew: boolean): ReadyBuilder => ({
  name,
  driver: 'docker-container',
  env: { ...env, BUILDX_CONFIG: config, BUILDX_BUILDER: name },
  isNew,
})

const make = async (own: OwnBuilder, env: Environment, ports: BuilderPorts): Promise<void> => {
  const program = findBuildx(env)
  const item = { kind: 'builder', ...own } as const
  ports.cleanUps.expect(item)
  try {
    await makeBuilder(ports.exec, program, own, env)
  } catch (thrown) {
    // A buildx that was cancelled may have made it all the same: then the post step removes it.
    if (!isMade(own)) {
      await rm(own.config, { recursive: true, force: true })
      ports.cleanUps.settle(item)
    }
    throw thrown
  }
  ports.log.info(
    `Builder ${own.name} was made, since the current one cannot export caches. It is removed at the end of the job.`,
  )
}

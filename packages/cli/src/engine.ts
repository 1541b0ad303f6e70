import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { type DockerTools, locateTools, type Tools } from '@ci-kit/tooling/tools'
import type { Builder } from './engine/builder.ts'
import { startBuildkitd } from './engine/buildkitd.ts'
import { type DockerOptions, startDockerBuilder, startDockerRegistry } from './engine/docker.ts'
import { type Registry, startRegistry as startRegistryProcess } from './engine/registry.ts'

export type { Builder, Registry, Tools }

export type EngineOptions = {
  /** What set-up found on this machine when left out. */
  readonly tools?: Tools
  /** The search path of the steps, without buildx; this process's when left out. */
  readonly path?: string
  /**
   * Where their folders are made; the system's temporary folder when left out.
   * BuildKit's socket lies in it, so its path may have 70 bytes at most.
   */
  readonly folder?: string
  /** Aborting ends the start-up and stops what runs already. */
  readonly signal?: AbortSignal
}

/** A real registry and a real builder, with ports and folders of their own. */
export type Engine = {
  /** `127.0.0.1:PORT` */
  readonly registry: string
  /** The environment of the first builder; see {@link Builder}. */
  readonly env: Readonly<Record<string, string>>
  /** Another builder with an empty cache, as each job of a hosted runner has one. */
  freshBuilder(): Promise<Builder>
  /** The registry refuses connections until it is resumed; it keeps its content and address. */
  pauseRegistry(): Promise<void>
  resumeRegistry(): Promise<void>
  /** Leaves all of it running after this process; answers the processes to end with SIGTERM. */
  stay(): number[]
  /** Stops everything and removes every trace. More calls do no harm. */
  stop(): Promise<void>
}

/**
 * Starts a registry and one builder. They end with this process, however it
 * ends. Throws {@link UserError} with the end of the log of what does not come up.
 */
export const startEngine = async (options: EngineOptions = {}): Promise<Engine> => {
  const registry = await startRegistry(options)
  const builders: Builder[] = []
  const freshBuilder = async () => {
    const builder = await startBuilder({ ...options, plainHttp: [registry.address] })
    builders.push(builder)
    return builder
  }
  let stopping: Promise<unknown> | undefined
  const stop = async () => {
    // Builders first: what they still do needs the registry.
    stopping ??= Promise.all(builders.map((builder) => builder.stop())).finally(registry.stop)
    await stopping
  }
  try {
    const { env } = await freshBuilder()
    return {
      registry: registry.address,
      env,
      freshBuilder,
      pauseRegistry: registry.pause,
      resumeRegistry: registry.resume,
      stay: () => [...builders, registry].map((part) => part.stay()),
      stop,
    }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

export type RegistryStart = EngineOptions & {
  /** Lines `user:bcrypt hash`; with them every request needs basic authentication. Not with Docker. */
  readonly htpasswd?: string
}

/** Starts only a registry. */
export const startRegistry = ({ htpasswd, ...options }: RegistryStart = {}): Promise<Registry> => {
  const { tools, common } = settled(options)
  if (tools.engine === 'docker') return startDockerRegistry(docker(options, tools))
  return startRegistryProcess({ program: tools.registry, ...(htpasswd && { htpasswd }), ...common })
}

export type BuilderStart = EngineOptions & {
  /** Registries that speak plain http, as `127.0.0.1:PORT`. */
  readonly plainHttp?: readonly string[]
}

/** Starts only a builder. */
export const startBuilder = ({
  plainHttp = [],
  ...options
}: BuilderStart = {}): Promise<Builder> => {
  const { tools, path, common } = settled(options)
  if (tools.engine === 'docker') return startDockerBuilder(docker(options, tools))
  return startBuildkitd({ exec: execOf(options), tools, plainHttp, path, ...common })
}

/** The options with what stands for those left out. */
const settled = ({ tools, path, folder, signal }: EngineOptions) => ({
  tools: tools ?? locateTools(),
  path: path ?? process.env.PATH ?? '',
  common: { ...(folder && { folder }), ...(signal && { signal }) },
})

const docker = (options: EngineOptions, { docker }: DockerTools): DockerOptions => {
  const { path, common } = settled(options)
  return { exec: execOf(options), docker, path, ...common }
}

const execOf = ({ signal }: EngineOptions) => childProcesses(signal ?? new AbortController().signal)

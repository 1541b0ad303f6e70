import { fileWorkspace } from '@ci-kit/core/adapters/file-workspace'
import type { Context, Environment } from '@ci-kit/core/event'
import type { Outputs } from '@ci-kit/core/outputs'
import { parseYaml } from '@ci-kit/core/yaml'
import type { Solved } from '@ci-kit/docker-cache/cache/mounts/mount-ports'
import { type Ports, run } from '@ci-kit/docker-cache/run'
import { folderWith } from '../../contract/folders.ts'
import { contextWith } from './contexts.ts'
import { fakeClock, memoryLog } from './fake-ports.ts'
import { inputsOf } from './image/inputs-of.ts'
import { type MemoryRegistries, memoryRegistries } from './image/memory-registry.ts'
import { type Scripts, scriptedBuilder } from './image/scripted-builder.ts'

/** As many steps as the builds of the tests have. */
export const FILES = { Dockerfile: 'FROM scratch\nCOPY a /a\nRUN a\nRUN b\nRUN c\n', a: 'one' }

export type World = Scripts & {
  /** What the workspace holds. */
  readonly files?: Readonly<Record<string, string>>
  readonly context?: Context
  readonly env?: Environment
  /** What earlier runs have left; an empty registry without it. */
  readonly registries?: MemoryRegistries
  /** What the builds of cache mounts say. */
  readonly mounts?: Partial<Solved>
}

/** Everything that a run has around it, in memory but for the workspace. */
export const world = ({ registries = memoryRegistries(), ...given }: World = {}) => {
  const workspace = folderWith({ ...(given.files ?? FILES) })
  const log = memoryLog()
  const time = fakeClock()
  const builds = scriptedBuilder(given)
  const told: Outputs[] = []
  const summaries: string[] = []
  const masked: string[] = []
  const mounts: (readonly string[])[] = []
  const ports: Ports = {
    log: log.log,
    clock: time.clock,
    builder: builds.builder,
    context: { ...(given.context ?? contextWith()), workspace },
    env: given.env ?? {},
    workspace: fileWorkspace(workspace),
    summary: { append: (markdown) => void summaries.push(markdown) },
    mask: (secret) => void masked.push(secret),
    tell: (outputs) => void told.push(outputs),
    registries: async () => registries.registry,
    mountBuilds: async () => ({
      solve: async (args) => {
        mounts.push(args)
        return { exitCode: 0, text: '', timedOut: false, ...given.mounts }
      },
    }),
    layoutFolder: async (name) => `/layouts/${name}`,
    yaml: async (text, origin) => parseYaml(text, origin),
  }
  return { ...log, ...time, ...builds, registries, ports, told, summaries, masked, mounts }
}

/** Runs the action with these inputs in such a world. */
export const start = (inputs: Readonly<Record<string, string>> = {}, given: World = {}) => {
  const around = world(given)
  return { ...around, outcome: run(inputsOf(inputs), around.ports) }
}

import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '@ci-kit/core/event'
import { stringAt } from '@ci-kit/core/json'
import { dockerFolder, readJson, readText } from './docker-context.ts'

/** A builder that `buildx create` has made. */
export type StoredBuilder = {
  readonly name: string
  /** `docker-container`, `remote`, `kubernetes`, `cloud`; 'docker' for one that names none. */
  readonly driver: string
}

/** The builders that buildx knows, read from its files. */
export type BuilderStore = {
  /** Names are compared without regard to case. */
  named(name: string): StoredBuilder | undefined
  names(): readonly string[]
  /** The builder that `buildx use` has chosen for an engine: a context's name, or the address of the default one. */
  current(engine: string): StoredBuilder | undefined
}

/** Where buildx keeps its builders (util/confutil/config.go). */
export const buildxFolder = (env: Environment): string =>
  env.BUILDX_CONFIG || join(dockerFolder(env), 'buildx')

/** What buildx takes for a name (store/util.go); anything else could lead out of the folder. */
const NAME = /^[a-z][a-z0-9._-]*$/

/**
 * The store of docker/buildx (store/store.go): `instances/<name>`, `current`
 * and `defaults/<hash of the engine>`. It is only read, without buildx's lock:
 * buildx replaces its files whole.
 */
export const builderStore = (folder: string): BuilderStore => {
  const named = (wanted: string): StoredBuilder | undefined => {
    const name = wanted.toLowerCase()
    if (!NAME.test(name)) return undefined
    const content = readJson(join(folder, 'instances', name))
    return content && { name, driver: stringAt(content, 'Driver') ?? 'docker' }
  }
  return {
    named,
    names: () => {
      const instances = join(folder, 'instances')
      return existsSync(instances) ? readdirSync(instances).sort() : []
    },
    current: (engine) => {
      const current = readJson(join(folder, 'current'))
      const name = stringAt(current, 'Name')
      if (name !== undefined && current?.Global === true) {
        const builder = named(name)
        if (builder) return builder
      }
      if (name !== undefined && current?.Key === engine) return named(name)
      const chosen = readText(join(folder, 'defaults', hashOf(engine)))
      return chosen === undefined ? undefined : named(chosen)
    },
  }
}

const hashOf = (engine: string): string =>
  createHash('sha256').update(engine).digest('hex').slice(0, 20)

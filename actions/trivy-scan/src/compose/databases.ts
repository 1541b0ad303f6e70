import { join, resolve } from 'node:path'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { actionsCache } from '../database/adapters/actions-cache.ts'
import type { Database, DatabasePorts } from '../database/database.ts'
import { javaDatabase, vulnerabilityDatabase } from '../database/find-database.ts'
import type { Registries } from './registries.ts'
import type { Step } from './step.ts'

/** The databases of the step, which later steps of the job find in the same folder. */
export type Databases = {
  /** Absolute path. */
  readonly folder: string
  vulnerability(): Promise<Database>
  java(): Promise<void>
}

export const composeDatabases = (
  { runner: { log }, context, inputs: { database }, signal }: Step,
  registries: Registries['registries'],
): Databases => {
  const { repositories, javaRepositories, path, javaPath, maxAgeMs, cacheDir } = database
  const folder =
    cacheDir === '' ? join(context.temp, 'ci-kit-trivy') : resolve(context.workspace, cacheDir)
  const ports: DatabasePorts = {
    registries,
    log,
    clock: systemClock,
    cache: actionsCache(log),
    cancellation: signal,
  }
  const own = (given: string) => (given === '' ? '' : resolve(context.workspace, given))
  return {
    folder,
    vulnerability: () =>
      vulnerabilityDatabase(
        { cacheDir: folder, repositories, path: own(path), maxAge: maxAgeMs },
        ports,
      ),
    java: async () => {
      await javaDatabase(
        { cacheDir: folder, repositories: javaRepositories, path: own(javaPath) },
        ports,
      )
    },
  }
}

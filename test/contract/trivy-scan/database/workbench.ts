import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { registryClient } from '@ci-kit/oci/registry'
import type { ArtifactCache } from '@ci-kit/trivy-scan/database/artifact-cache'
import type { DatabasePorts, DatabaseRequest } from '@ci-kit/trivy-scan/database/database'
import { VULNERABILITY_DATABASE } from '@ci-kit/trivy-scan/database/kind'
import { parseDatabaseRepositories } from '@ci-kit/trivy-scan/database/repositories'
import { folderWith } from '../../folders.ts'
import { NOW } from './samples.ts'

/** A cache in a folder, with the rules of GitHub's: exact key, then newest by prefix; a key is written once. */
export const folderCache = () => {
  const root = folderWith()
  const keys: string[] = []
  const asked: string[] = []
  const find = (key: string, prefixes: readonly string[]) =>
    keys.find((each) => each === key) ??
    keys.findLast((each) => prefixes.some((prefix) => each.startsWith(prefix)))
  const cache: ArtifactCache = {
    restore: async (key, prefixes, paths) => {
      asked.push(key)
      const found = find(key, prefixes)
      for (const path of found === undefined ? [] : paths) {
        mkdirSync(dirname(path), { recursive: true })
        cpSync(join(root, keyFolder(found ?? ''), basename(path)), path, { recursive: true })
      }
      return found
    },
    save: async (key, paths) => {
      if (keys.includes(key)) return
      for (const path of paths)
        cpSync(path, join(root, keyFolder(key), basename(path)), { recursive: true })
      keys.push(key)
    },
  }
  return {
    cache,
    keys,
    asked,
    /** Of what is kept under a key. */
    folder: (key: string) => join(root, keyFolder(key), 'layout'),
    rename: (from: string, to: string) => {
      cpSync(join(root, keyFolder(from)), join(root, keyFolder(to)), { recursive: true })
      keys.splice(keys.indexOf(from), 1, to)
    },
    clear: () => {
      for (const key of keys.splice(0)) rmSync(join(root, keyFolder(key)), { recursive: true })
    },
  }
}

const keyFolder = (key: string): string => key.replaceAll(':', '_')

export const NO_CACHE: ArtifactCache = {
  restore: async () => undefined,
  save: async () => undefined,
}

type Given = {
  /** Of input `db-repositories`. */
  readonly repositories?: string
  readonly path?: string
  readonly maxAge?: number
  readonly cacheDir?: string
  readonly cache?: ArtifactCache
  readonly now?: number
  readonly controller?: AbortController
}

/** A request and its ports with real registries and files; waits are skipped and the log is kept. */
export const workbench = ({
  repositories = '',
  path = '',
  maxAge,
  cacheDir = join(folderWith(), 'cache'),
  cache = NO_CACHE,
  now = NOW,
  controller = new AbortController(),
}: Given = {}) => {
  const log: string[] = []
  const add = (kind: string) => (text: string) => void log.push(`${kind} ${text}`)
  let elapsed = 0
  const clock = {
    now: () => now,
    elapsed: () => elapsed,
    sleep: async (milliseconds: number) => {
      elapsed += milliseconds
    },
  }
  const request: DatabaseRequest = {
    cacheDir,
    repositories: parseDatabaseRepositories(repositories, VULNERABILITY_DATABASE),
    path,
    maxAge,
  }
  const ports: DatabasePorts = {
    registries: (host) =>
      registryClient({ host, clock, random: () => 0, signal: controller.signal }),
    cache,
    clock,
    log: { info: add('info'), debug: add('debug'), notice: add('notice'), warning: add('warning') },
    cancellation: controller.signal,
  }
  return {
    request,
    ports,
    log,
    cacheDir,
    /** How long was waited, in milliseconds. */
    waited: () => elapsed,
    has: (file: string) => existsSync(join(cacheDir, file)),
  }
}

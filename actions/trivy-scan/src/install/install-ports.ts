import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@ci-kit/core/clock'
import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import type { Log } from '@ci-kit/core/log'
import { nodeTransport } from '@ci-kit/oci/node-transport'
import { toolCache } from './adapters/tool-cache.ts'
import { type DownloadLimits, downloads } from './download.ts'
import type { InstallPorts, ReleaseVerifier } from './installation.ts'
import { pathSearch } from './path-search.ts'
import { programVersion } from './program-version.ts'
import { unpacking } from './unpack.ts'

export type Installing = {
  readonly env: Environment
  readonly exec: Exec
  readonly log: Log
  readonly clock: Clock
  readonly cancellation: AbortSignal
  /** Makes a new folder below RUNNER_TEMP that only this user may look into (0700). */
  readonly folder: () => Promise<string>
  readonly verifyRelease: ReleaseVerifier
  readonly limits?: DownloadLimits
}

/** The real machine: PATH, child processes, the network, the tool cache, the disk. */
export const installPorts = (installing: Installing): InstallPorts => {
  const { env, exec, log, folder, verifyRelease } = installing
  return {
    log,
    verifyRelease,
    search: pathSearch(env),
    versionOf: programVersion(exec, env, folder),
    download: downloads({ ...installing, transport: nodeTransport({ env }) }),
    cache: toolCache(env),
    unpack: unpacking(folder),
    withFiles: (files, work) => withFiles(folder, files, work),
  }
}

const withFiles = async (
  folder: Installing['folder'],
  files: ReadonlyMap<string, Uint8Array>,
  work: (folder: string) => Promise<void>,
): Promise<void> => {
  const made = await folder()
  try {
    for (const [name, content] of files) await writeFile(join(made, name), content, { mode: 0o600 })
    await work(made)
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

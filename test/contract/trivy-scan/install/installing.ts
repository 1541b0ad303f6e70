import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { Clock } from '@ci-kit/core/clock'
import { type Installing, installPorts } from '@ci-kit/trivy-scan/install/install-ports'
import type { InstallPorts, InstallRequest } from '@ci-kit/trivy-scan/install/installation'
import { parseVersion } from '@ci-kit/trivy-scan/install/version'
import { recordingLog } from '../../../unit/trivy-scan/install/fake-ports.ts'
import { folderWith } from '../../folders.ts'

export const NAME = 'trivy_0.74.0_Linux-64bit.tar.gz'
export const PATH = `/releases/v0.74.0/${NAME}`

/** Time that passes only by waiting, and what was waited for in milliseconds. */
export const sleeplessClock = () => {
  const slept: number[] = []
  const total = () => slept.reduce((sum, one) => sum + one, 0)
  const clock: Clock = {
    now: () => Date.now() + total(),
    elapsed: () => performance.now() + total(),
    sleep: async (milliseconds) => void slept.push(milliseconds),
  }
  return { clock, slept }
}

export type Setting = {
  readonly ports: InstallPorts
  readonly lines: string[]
  readonly slept: number[]
  /** The folder below which private folders are made. */
  readonly temp: string
  /** The tool cache. */
  readonly tools: string
}

/** The real adapters, with a tool cache and a temporary folder of their own. */
export const setting = (other: Partial<Installing> = {}): Setting => {
  const temp = folderWith()
  const tools = folderWith()
  // The library reads the process's own environment.
  Object.assign(process.env, { RUNNER_TOOL_CACHE: tools, RUNNER_TEMP: temp })
  const lines: string[] = []
  const { clock, slept } = sleeplessClock()
  const cancellation = new AbortController().signal
  const ports = installPorts({
    env: { PATH: '', RUNNER_TOOL_CACHE: tools },
    exec: childProcesses(cancellation),
    log: recordingLog(lines),
    folder: async () => mkdtempSync(join(temp, 'private-')),
    verifyRelease: async () => {},
    clock,
    cancellation,
    ...other,
  })
  return { ports, lines, slept, temp, tools }
}

/** A request for 0.74.0 on Linux, by its digest if there is one. */
export const request = (
  downloadUrl: URL,
  digest?: string,
  other: Partial<InstallRequest> = {},
): InstallRequest => ({
  version: parseVersion(digest === undefined ? '0.74.0' : `0.74.0@${digest}`),
  mode: 'auto',
  downloadUrl,
  machine: { platform: 'linux', arch: 'x64' },
  workspace: '/checkout',
  digests: {},
  ...other,
})

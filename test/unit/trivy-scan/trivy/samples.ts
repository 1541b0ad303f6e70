import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exec, ExecOptions, ExecResult } from '@ci-kit/core/exec'
import type { Trivy } from '@ci-kit/trivy-scan/trivy/run-scan'
import type { ScanPlaces, ScanSettings, ScanSubject } from '@ci-kit/trivy-scan/trivy/scan-request'
import { afterAll } from '@jest/globals'
import { fakeClock, memoryLog } from '../../docker-cache/fake-ports.ts'

export const SETTINGS: ScanSettings = {
  scanners: ['vuln'],
  packageTypes: ['os', 'library'],
  skipDirs: [],
  skipFiles: [],
  licenseFull: false,
  offline: false,
  includeDevDependencies: false,
  configChecks: [],
  terraformVariables: [],
  vexFiles: [],
  timeoutMs: 600_000,
}

export const PLACES: ScanPlaces = {
  cacheDir: '/p/cache',
  emptyFile: '/p/empty.yaml',
  emptyFolder: '/p/empty',
  nothing: '/p/nothing',
  report: '/p/cache/report-0.json',
  workspace: '/work space',
  certificates: '',
}

const DIGEST = `sha256:${'a'.repeat(64)}`

export const REGISTRY: ScanSubject = {
  kind: 'registry',
  reference: `ghcr.io/org/app@${DIGEST}`,
}

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A new folder, which is removed after the tests of the file. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'trivy-scan-unit-'))
  made.push(folder)
  return folder
}

export const REPORT = {
  SchemaVersion: 2,
  ArtifactName: 'app',
  ArtifactType: 'container_image',
  Metadata: { OS: { Family: 'alpine', Name: '3.20.3' } },
  Results: [{ Target: 'app', Packages: [{ Name: 'busybox' }] }],
}

/** One line as trivy writes it to standard error. */
export const logLine = (level: string, text: string): string =>
  `2026-11-21T12:00:00Z\t${level}\t${text}\n`

/** One start of the fake trivy. */
export type Run = {
  readonly program: string
  readonly args: readonly string[]
  readonly options: ExecOptions
  /** The value of a flag that is bound with `=`. */
  flag(name: string): string
}

export type Ending = Partial<Omit<ExecResult, 'stderr' | 'stdout'>> & {
  readonly stderr?: string
  /** What it writes as its report; nothing when left out. */
  readonly report?: unknown
}

export const WELL: Ending = { report: REPORT }

/** Runs that end as the test says, and all that they leave. */
export const fakeTrivy = (behave: (run: Run) => Ending | Promise<Ending>) => {
  const runs: Run[] = []
  const { log, printed } = memoryLog()
  const { clock, advance, repeated } = fakeClock()
  const exec: Exec = async (program, args, options = {}) => {
    const flag = (name: string): string =>
      args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? ''
    const run = { program, args, options, flag }
    runs.push(run)
    const { report, stderr = '', ...ended } = await behave(run)
    if (report !== undefined)
      await writeFile(flag('output'), typeof report === 'string' ? report : JSON.stringify(report))
    return {
      exitCode: 0,
      timedOut: false,
      stdout: Buffer.of(),
      stderr: Buffer.from(stderr),
      ...ended,
    }
  }
  const trivy: Trivy = { exec, program: '/bin/trivy', env: { PATH: '/usr/bin' }, log, clock }
  return { trivy, runs, printed, advance, repeated }
}

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { isObject, type Json } from '@ci-kit/core/json'
import { trivyEnvironment } from '@ci-kit/trivy-scan/trivy/environment'
import type { ScanReport, Trivy } from '@ci-kit/trivy-scan/trivy/run-scan'
import { type PlannedScan, type ScanResult, scanAll } from '@ci-kit/trivy-scan/trivy/scan-all'
import type { ScanSettings, ScanSubject } from '@ci-kit/trivy-scan/trivy/scan-request'
import { afterAll, beforeAll } from '@jest/globals'
import { ADVISORIES, KNOWN_JAR } from '../../../e2e/trivy-samples.ts'
import type { Files } from '../../../fakes/tar.ts'
import { makeDatabase, makeJavaDatabase } from '../../../fakes/trivy-database.ts'
import { scanTool } from '../../../fakes/trivy-tools.ts'
import { memoryLog } from '../../../unit/docker-cache/fake-ports.ts'
import { SETTINGS } from '../../../unit/trivy-scan/trivy/samples.ts'

/** What a test may have otherwise than usual. */
export type Given = {
  readonly settings?: Partial<ScanSettings>
  /** Where relative paths start. */
  readonly workspace?: string
  /** A folder with `trivy.db`, the small one of the tests when left out. */
  readonly database?: string
  /** The environment of the job. */
  readonly env?: Readonly<Record<string, string>>
  readonly certificates?: string
  readonly cancellation?: AbortSignal
}

export type RealTrivy = {
  /** A new folder with these files. */
  folderWith(files: Files): string
  trivy(given?: Given): Trivy
  /** Scans in order, all in one lane. */
  scanAll(subjects: readonly ScanSubject[], given?: Given): Promise<readonly ScanResult[]>
  /** The report of one scan; throws when it fails. */
  scan(subject: ScanSubject, given?: Given): Promise<ScanReport>
  /** The message of a scan that has to fail. */
  failure(subject: ScanSubject, given?: Given): Promise<string>
  /** How often the Java database was fetched. */
  javaFetches(): number
  /** What trivy said so far. */
  readonly printed: readonly string[]
}

/** The real trivy over small real databases; call it at the top of a file of tests. */
export const realTrivy = (): RealTrivy => {
  const folders: string[] = []
  let database = ''
  let javaFetches = 0
  const { log, printed } = memoryLog()
  const fresh = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'real-trivy-'))
    folders.push(folder)
    return folder
  }
  beforeAll(() => {
    database = makeDatabase(ADVISORIES)
    folders.push(database)
  }, 60_000)
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
  const trivy: RealTrivy['trivy'] = ({ env = {}, cancellation } = {}) => ({
    exec: childProcesses(cancellation ?? new AbortController().signal),
    program: scanTool('trivy'),
    env: trivyEnvironment(
      { PATH: '/usr/bin:/bin', HOME: fresh(), ...env },
      { dockerConfig: env.DOCKER_CONFIG ?? fresh(), temp: fresh() },
    ),
    log,
    clock: systemClock,
  })
  const all: RealTrivy['scanAll'] = (subjects, given = {}) => {
    const databases = fresh()
    symlinkSync(given.database ?? database, join(databases, 'db'))
    const requests = subjects.map(
      (subject): PlannedScan => ({
        subject,
        name: nameOf(subject),
        settings: { ...SETTINGS, offline: true, timeoutMs: 60_000, ...given.settings },
        lane: 'only',
      }),
    )
    return scanAll(trivy(given), requests, {
      folder: fresh(),
      databases,
      workspace: given.workspace ?? fresh(),
      certificates: given.certificates ?? '',
      fetchJavaDatabase: async () => {
        javaFetches += 1
        const java = makeJavaDatabase([KNOWN_JAR])
        folders.push(java)
        symlinkSync(java, join(databases, 'java-db'))
      },
    })
  }
  const one = async (subject: ScanSubject, given: Given = {}): Promise<ScanResult> => {
    const [result] = await all([subject], given)
    if (result === undefined) throw new Error('There is no result.')
    return result
  }
  return {
    folderWith: (files) => {
      const folder = fresh()
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), content)
      }
      return folder
    },
    trivy,
    scanAll: all,
    scan: async (subject, given) => {
      const result = await one(subject, given)
      if (result.kind === 'failed') throw result.error
      return result
    },
    failure: async (subject, given) => {
      const result = await one(subject, given)
      if (result.kind === 'report') throw new Error('It did not fail.')
      return result.error.message
    },
    javaFetches: () => javaFetches,
    printed,
  }
}

const nameOf = (subject: ScanSubject): string => {
  if (subject.kind === 'registry') return subject.reference
  return subject.kind === 'archive' ? subject.input : subject.path
}

/** `CVE-… package`, or the id of the rule or licence, of all results, in order. */
export const foundIn = ({ report }: Pick<ScanReport, 'report'>): readonly string[] =>
  members(report, 'Results')
    .flatMap((result) => [
      ...members(result, 'Vulnerabilities').map((at) => `${at.VulnerabilityID} ${at.PkgName}`),
      ...members(result, 'Misconfigurations').map(({ ID }) => String(ID)),
      ...members(result, 'Secrets').map(({ RuleID }) => String(RuleID)),
      ...members(result, 'Licenses').map((at) => `${at.Name} ${at.PkgName}`),
    ])
    .toSorted()

export const members = (from: unknown, name: string): readonly Json[] => {
  const list = isObject(from) ? from[name] : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}

import { rm } from 'node:fs/promises'
import { duration } from '@ci-kit/core/amounts'
import type { Clock, Ticker } from '@ci-kit/core/clock'
import type { Environment } from '@ci-kit/core/event'
import type { Exec, ExecResult } from '@ci-kit/core/exec'
import type { Json } from '@ci-kit/core/json'
import { type Log, visible } from '@ci-kit/core/log'
import { scanArguments } from './command.ts'
import { readReport } from './report-file.ts'
import { lacksJavaDatabase, scanError } from './scan-error.ts'
import type { ScanPlaces, ScanSettings, ScanSubject } from './scan-request.ts'
import { type LogEntry, trivyLog, worthReading } from './trivy-log.ts'
import { scanWarnings } from './warnings.ts'

/** The program, and all that it needs to be run. */
export type Trivy = {
  readonly exec: Exec
  /** Path of the program. */
  readonly program: string
  /** Its whole environment: {@link trivyEnvironment}. */
  readonly env: Environment
  readonly log: Log
  readonly clock: Pick<Clock, 'elapsed'> & Ticker
}

export type ScanRequest = {
  readonly subject: ScanSubject
  /** What people call it, with its platform: `ghcr.io/org/app:1.0 (linux/arm64)`. */
  readonly name: string
  readonly settings: ScanSettings
}

export type ScanReport = {
  readonly kind: 'report'
  /** Trivy's report, with `SchemaVersion` 2 and `ArtifactName`; the rest is unread. */
  readonly report: Json
  /** Where it is, and where `convert` may work. */
  readonly places: ScanPlaces
  /** What makes it less than it seems; on one line each, fit to be shown. */
  readonly warnings: readonly string[]
}

export type ScanAnswer =
  | ScanReport
  /** It met a jar: fetch the database of Java packages, and scan again. */
  | { readonly kind: 'needs-java-database' }

/** After its own time limit trivy gets this long to say so. */
const GRACE_MS = 15_000
const PROGRESS_MS = 10_000
const LOG_BYTES = 4 * 1024 * 1024

/**
 * Runs trivy once. Throws {@link UserError} with a diagnosis when it fails, and
 * when it ends well without a report that can be read: that is no scan.
 */
export const runScan = async (
  { exec, program, env, log, clock }: Trivy,
  { subject, name, settings }: ScanRequest,
  places: ScanPlaces,
): Promise<ScanAnswer> => {
  const args = scanArguments(subject, settings, places)
  // What an earlier run left there must not be taken for this one's.
  await rm(places.report, { force: true })
  const started = clock.elapsed()
  const age = () => clock.elapsed() - started
  const endProgress = clock.every(PROGRESS_MS, () =>
    log.info(`Still scanning ${visible(name)}: ${duration(age())}.`),
  )
  const ended = await exec(program, args, {
    cwd: subject.kind === 'archive' ? subject.folder : places.workspace,
    env,
    timeoutMs: settings.timeoutMs + GRACE_MS,
    keepBytes: LOG_BYTES,
  }).finally(endProgress)
  const entries = trivyLog(ended.stderr)
  const outcome = { ...ended, entries }
  if (isFailure(ended) && lacksJavaDatabase(outcome)) return { kind: 'needs-java-database' }
  showLog(log, `trivy: ${name}, ${duration(age())}`, entries)
  const shown = visible(name, 300)
  if (isFailure(ended))
    throw scanError(outcome, { name: shown, limit: duration(settings.timeoutMs) })
  const report = await readReport(places.report, shown)
  const warnings = scanWarnings(entries, report, subject.kind, settings)
  return { kind: 'report', report, places, warnings }
}

const isFailure = ({ exitCode, timedOut }: ExecResult): boolean => exitCode !== 0 || timedOut

const MOST_LINES = 300

/** In one piece when the scan has ended, since the lines of several scans would end up inside each other. */
const showLog = (log: Log, title: string, entries: readonly LogEntry[]): void => {
  const lines = worthReading(entries).flatMap(({ level, text }) =>
    text.split('\n').map((line) => visible(level === 'none' ? line : `${level} ${line}`, 500)),
  )
  if (lines.length === 0) return
  log.group(visible(title))
  for (const line of lines.slice(0, MOST_LINES)) log.info(line)
  if (lines.length > MOST_LINES) log.info(`… ${lines.length - MOST_LINES} more lines`)
  log.endGroup()
}

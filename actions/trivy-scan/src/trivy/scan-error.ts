import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type FailedScan, knownFailure } from './known-failures.ts'
import { type LogEntry, worthReading } from './trivy-log.ts'

/** How trivy ended, and what it had written by then. */
export type EndedScan = {
  readonly exitCode: number
  readonly timedOut: boolean
  readonly entries: readonly LogEntry[]
}

/** 128 + SIGKILL. */
const KILLED = 137
const LONGEST = 600

/** The error of a scan that did not end well. */
export const scanError = (ended: EndedScan, scan: FailedScan): UserError => {
  if (ended.timedOut) return new UserError(tooLong(scan))
  const said = reason(ended.entries)
  const known = knownFailure(said, scan)
  if (known !== undefined) return new UserError(known)
  if (ended.exitCode === KILLED)
    return new UserError(
      `trivy was killed during the scan of ${scan.name}, most likely because the runner has too little memory. Use a larger runner, or look for less with input 'scanners'.`,
    )
  const detail = said === '' ? 'it said nothing' : visible(said, LONGEST)
  return new UserError(
    `The scan of ${scan.name} failed with exit code ${ended.exitCode}: ${detail}. Trivy's log above may say more.`,
  )
}

const tooLong = (scan: FailedScan): string =>
  knownFailure('context deadline exceeded', scan) ?? 'The scan took too long.'

/** Whether trivy gave up because it met a jar and had no Java database. */
export const lacksJavaDatabase = ({ entries }: EndedScan): boolean =>
  entries.some(
    ({ level, text }) =>
      level === 'FATAL' &&
      /'--skip-java-db-update' cannot be specified on the first run/.test(text),
  )

/** How a Go program dies that does not end by itself. */
const CRASH = /^(?:unexpected fault address|fatal error: |panic: )/m
const CRASH_LENGTH = 1_500

/** The trace of a crash, or the fatal entry, or else the last lines. */
const reason = (entries: readonly LogEntry[]): string => {
  const crashed = entries.find(({ text }) => CRASH.test(text))?.text
  if (crashed !== undefined)
    return crashed.slice(crashed.search(CRASH)).slice(0, CRASH_LENGTH).replaceAll(/\s+/g, ' ')
  const fatal = entries.findLast(({ level }) => level === 'FATAL')?.text
  if (fatal !== undefined) return fatal.replace(/^Fatal error\s+/, '')
  const last = worthReading(entries).slice(-3)
  return last.map(({ text }) => text).join(' ')
}

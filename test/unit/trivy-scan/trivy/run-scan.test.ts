import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { runScan, type ScanRequest } from '@ci-kit/trivy-scan/trivy/run-scan'
import { describe, expect, test } from '@jest/globals'
import {
  type Ending,
  fakeTrivy,
  logLine,
  newFolder,
  PLACES,
  REGISTRY,
  REPORT,
  type Run,
  SETTINGS,
  WELL,
} from './samples.ts'

const REQUEST: ScanRequest = { subject: REGISTRY, name: 'app:1 (linux/amd64)', settings: SETTINGS }
const NO_JAVA = logLine(
  'FATAL',
  "Fatal error\trun error: '--skip-java-db-update' cannot be specified on the first run",
)

/** A scan in a folder of its own. */
const scanning = (
  behave: (run: Run) => Ending | Promise<Ending>,
  request: Partial<ScanRequest> = {},
) => {
  const places = { ...PLACES, report: join(newFolder(), 'report.json') }
  const fake = fakeTrivy(behave)
  const answer = () => runScan(fake.trivy, { ...REQUEST, ...request }, places)
  return { ...fake, places, answer }
}

describe('a scan', () => {
  test('that ends well answers its report, and where it is', async () => {
    const { answer, places, runs } = scanning(() => WELL)
    expect(await answer()).toEqual({
      kind: 'report',
      report: REPORT,
      places,
      warnings: [],
    })
    expect(runs).toHaveLength(1)
  })

  test('runs the program with its whole environment in the workspace, in time', async () => {
    const { answer, runs } = scanning(() => WELL)
    await answer()
    expect(runs[0]).toMatchObject({ program: '/bin/trivy' })
    expect(runs[0]?.options).toEqual({
      cwd: PLACES.workspace,
      env: { PATH: '/usr/bin' },
      timeoutMs: 615_000,
      keepBytes: 4 * 1024 * 1024,
    })
  })

  test('of an archive runs where the archive is', async () => {
    const subject = { kind: 'archive', input: 'x.tar', folder: '/there' } as const
    const { answer, runs } = scanning(() => WELL, { subject })
    await answer()
    expect(runs[0]?.options.cwd).toBe('/there')
  })

  test('gives warnings and the time that it took', async () => {
    const { answer, advance } = scanning(() => {
      advance(2_500)
      return { ...WELL, stderr: logLine('WARN', 'cannot read x') }
    })
    expect(await answer()).toMatchObject({ warnings: ['trivy: cannot read x'] })
  })
})

describe('no scan is', () => {
  test('exit 0 without a report', async () => {
    await expect(scanning(() => ({})).answer()).rejects.toThrow(
      'trivy ended well, but its report about app:1 (linux/amd64) was not written',
    )
  })

  test('the report that an earlier run left there', async () => {
    const { answer, places } = scanning(() => ({}))
    mkdirSync(dirname(places.report), { recursive: true })
    writeFileSync(places.report, JSON.stringify(REPORT))
    await expect(answer()).rejects.toThrow('was not written')
    expect(existsSync(places.report)).toBe(false)
  })

  test('a report beside an exit code', async () => {
    const { answer } = scanning(() => ({ ...WELL, exitCode: 1 }))
    await expect(answer()).rejects.toThrow('failed with exit code 1: it said nothing')
  })

  test('a report of a run that was ended by the clock', async () => {
    const { answer } = scanning(() => ({ ...WELL, timedOut: true }))
    await expect(answer()).rejects.toThrow(UserError)
    await expect(answer()).rejects.toThrow(
      /The scan of app:1 \(linux\/amd64\) did not end within 10 min.*'timeout'/,
    )
  })

  test('a report that is damaged', async () => {
    const { answer } = scanning(() => ({ report: '{"SchemaVersion":2,' }))
    await expect(answer()).rejects.toThrow('is not JSON')
  })
})

describe('a jar without a Java database', () => {
  test('asks for it, and shows no failure', async () => {
    const { answer, printed } = scanning(() => ({ exitCode: 1, stderr: NO_JAVA }))
    expect(await answer()).toEqual({ kind: 'needs-java-database' })
    expect(printed).toEqual([])
  })

  test('that was no hindrance is a report', async () => {
    const { answer } = scanning(() => ({ ...WELL, stderr: NO_JAVA }))
    expect(await answer()).toMatchObject({ kind: 'report' })
  })
})

describe('the log', () => {
  test('shows what trivy said in a group, and nothing as a command', async () => {
    const stderr = `::error::x\n${logLine('INFO', 'Detecting')}${logLine('WARN', 'a\n\u001b[31mc')}`
    const { answer, printed } = scanning(() => ({ ...WELL, stderr }))
    await answer()
    expect(printed).toEqual([
      '> trivy: app:1 (linux/amd64), 0 ms',
      '\\::error::x',
      'INFO Detecting',
      'WARN a',
      'WARN \\u{1b}[31mc',
      '<',
    ])
  })

  test('has no group where there is nothing to say', async () => {
    const { answer, printed } = scanning(() => WELL)
    await answer()
    expect(printed).toEqual([])
  })

  test('is shown before a failure too', async () => {
    const { answer, printed } = scanning(() => ({ exitCode: 1, stderr: logLine('FATAL', 'no') }))
    await expect(answer()).rejects.toThrow('exit code 1: no')
    expect(printed).toContain('FATAL no')
  })

  test('ends somewhere', async () => {
    const stderr = Array.from({ length: 350 }, (_, at) => logLine('INFO', `line ${at}`)).join('')
    const { answer, printed } = scanning(() => ({ ...WELL, stderr }))
    await answer()
    expect(printed).toHaveLength(303)
    expect(printed.at(-2)).toBe('… 50 more lines')
  })

  test('tells that a long scan is alive, until it ends', async () => {
    const { answer, advance, printed, repeated } = scanning(() => {
      advance(10_000)
      return WELL
    })
    await answer()
    expect(printed[0]).toMatch(/^Still scanning app:1 \(linux\/amd64\): 10(\.0)? s\.$/)
    expect(repeated.size).toBe(0)
  })
})

test('a cancellation is passed on as it is, and ends the progress', async () => {
  const reason = new Error('cancelled')
  const { answer, repeated } = scanning(() => Promise.reject(reason))
  await expect(answer()).rejects.toBe(reason)
  expect(repeated.size).toBe(0)
})

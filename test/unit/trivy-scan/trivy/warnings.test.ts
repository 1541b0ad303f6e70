import { trivyLog } from '@ci-kit/trivy-scan/trivy/trivy-log'
import { scanWarnings } from '@ci-kit/trivy-scan/trivy/warnings'
import { describe, expect, test } from '@jest/globals'
import { logLine, REPORT, SETTINGS } from './samples.ts'

const warningsOf = (
  lines: readonly string[],
  report: Record<string, unknown> = REPORT,
  kind: Parameters<typeof scanWarnings>[2] = 'registry',
  settings: Partial<typeof SETTINGS> = {},
) => scanWarnings(trivyLog(Buffer.from(lines.join(''))), report, kind, { ...SETTINGS, ...settings })

const { Metadata: _, ...NO_SYSTEM } = REPORT
const EMPTY = { ...NO_SYSTEM, Results: null }
const NO_PACKAGE = 'No package was found in it'
const NO_OS = 'No operating system was recognised in it'

describe('what trivy logs', () => {
  test.each([['WARN'], ['ERROR']])('as %s is a warning', (level) => {
    expect(warningsOf([logLine(level, 'cannot read x')])).toEqual(['trivy: cannot read x'])
  })

  test.each([['DEBUG'], ['INFO'], ['FATAL']])('as %s is none', (level) => {
    expect(warningsOf([logLine(level, 'cannot read x')])).toEqual([])
  })

  test('comes once, and on one line', () => {
    const line = logLine('WARN', 'two\nlines \u001b[31m')
    expect(warningsOf([line, line])).toEqual(['trivy: two\\nlines \\u{1b}[31m'])
  })

  test('about the end of support is left to the report', () => {
    const lines = [
      logLine('WARN', 'This OS version is no longer supported by the distribution family="alpine"'),
      logLine('WARN', 'The vulnerability detection may be insufficient because …'),
    ]
    expect(warningsOf(lines)).toEqual([])
  })

  test('is cut, each and together', () => {
    const lines = Array.from({ length: 14 }, (_, at) => logLine('WARN', `${at} ${'x'.repeat(400)}`))
    const all = warningsOf(lines)
    expect(all).toHaveLength(11)
    expect(all.at(-1)).toBe('trivy gave 4 more warnings; they are in its log.')
    expect(all[0]).toContain('more characters')
  })
})

describe('a comment that hides a misconfiguration', () => {
  const ignored = (part: string, range: string) =>
    logLine('INFO', `[${part}] Ignore finding\trule="aws-s3-enable-logging"\trange="${range}"`)

  test('is told with its places', () => {
    const lines = [
      ignored('terraform executor', 'main.tf:2-4'),
      ignored('terraform executor', 'main.tf:2-4'),
      ignored('cloudformation scanner', 'cf.yaml:4-7'),
    ]
    expect(warningsOf(lines)).toEqual([
      "Comments (trivy:ignore) in the scanned files hide 3 misconfigurations, in main.tf:2-4, cf.yaml:4-7. Use 'ignore-files' instead, where each entry has an owner and an end.",
    ])
  })

  test('is told in short', () => {
    const lines = Array.from({ length: 7 }, (_, at) => ignored('terraform executor', `${at}.tf:1`))
    expect(warningsOf(lines)).toEqual([expect.stringContaining('4.tf:1 and 2 more.')])
  })
})

describe('an operating system', () => {
  test('that trivy does not support is explained', () => {
    const [only] = warningsOf([logLine('WARN', 'Unsupported os family="slackware"')])
    expect(only).toBe(
      'trivy does not support this operating system (family="slackware"): its packages were not checked.',
    )
  })

  test('that is too new is explained', () => {
    const line = logLine(
      'WARN',
      'This OS version is not on the EOL list family="alpine" version="9"',
    )
    const [only] = warningsOf([line])
    expect(only).toContain('does not know this version of the operating system (family="alpine"')
    expect(only).toContain('may be missing')
  })
})

test('packages of the system that are not listed are explained in one sentence', () => {
  const lines = [
    logLine('WARN', "No OS package is detected. Make sure you haven't deleted any files"),
    logLine('WARN', 'e.g. files under "/lib/apk/db/", "/var/lib/dpkg/" and "/var/lib/rpm"'),
  ]
  expect(warningsOf(lines)).toEqual([
    'trivy found no package of the operating system. If the image deletes the files that list them, none of them was checked.',
  ])
})

describe('a report without', () => {
  test.each(['registry', 'archive', 'fs', 'rootfs', 'sbom'] as const)(
    'packages is doubtful for %s',
    (kind) => {
      expect(warningsOf([], EMPTY, kind)[0]).toContain(NO_PACKAGE)
    },
  )

  test.each([
    ['lists', { Results: [] }],
    ['packages', { Results: [{ Target: 'x' }, { Packages: [] }, null, 'x'] }],
    ['a list', { Results: 'x' }],
  ])('%s has no packages', (_, report) => {
    expect(warningsOf([], report)[0]).toContain(NO_PACKAGE)
  })

  test.each(['registry', 'archive', 'rootfs'] as const)(
    'an operating system is doubtful for %s',
    (kind) => {
      expect(warningsOf([], NO_SYSTEM, kind)[0]).toContain(NO_OS)
    },
  )

  test.each(['fs', 'sbom'] as const)('an operating system is usual for %s', (kind) => {
    expect(warningsOf([], NO_SYSTEM, kind)).toEqual([])
  })

  test('no file to check for misconfigurations is doubtful', () => {
    expect(warningsOf([], EMPTY, 'config')).toEqual([
      'No file was found in it that is checked for misconfigurations.',
    ])
  })

  test('what nobody asked for is no warning', () => {
    expect(warningsOf([], EMPTY, 'registry', { scanners: ['secret'] })).toEqual([])
    expect(warningsOf([], NO_SYSTEM, 'config')).toEqual([])
    expect(warningsOf([], NO_SYSTEM, 'registry', { packageTypes: ['library'] })).toEqual([])
  })
})

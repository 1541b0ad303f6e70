import { scanArguments } from '@ci-kit/trivy-scan/trivy/command'
import type { ScanSettings, ScanSubject } from '@ci-kit/trivy-scan/trivy/scan-request'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { PLACES, SETTINGS } from './samples.ts'

const argumentsOf = (subject: ScanSubject, settings: Partial<ScanSettings>) =>
  scanArguments(subject, { ...SETTINGS, ...settings }, PLACES)

/** What somebody could write to be taken for a flag. */
const hostile = fc.oneof(
  fc.constantFrom('--server=http://evil', '-q', '--', '-', '--config', 'a\n--debug', '"', ',--x'),
  fc.string({ unit: 'grapheme' }),
)

const NAMES = new Set(
  [
    ...['config', 'ignorefile', 'cache-dir', 'skip-version-check', 'disable-telemetry', 'format'],
    ...['output', 'exit-code', 'timeout', 'skip-db-update', 'skip-java-db-update', 'no-progress'],
    ...['list-all-pkgs', 'scanners', 'pkg-types', 'detection-priority', 'vex', 'show-suppressed'],
    ...['skip-check-update', 'module-dir', 'secret-config', 'skip-dirs', 'skip-files'],
    ...['config-check', 'tf-vars', 'cache-backend', 'image-config-scanners', 'image-src', 'input'],
  ].map((name) => `--${name}`),
)

describe('nothing that is given is taken for a flag', () => {
  const subject = fc.oneof(
    fc.record({
      kind: fc.constantFrom('fs' as const, 'rootfs' as const, 'config' as const, 'sbom' as const),
      path: hostile,
    }),
    fc.record({ kind: fc.constant('archive' as const), input: hostile, folder: hostile }),
  )
  const lists = fc.record({
    skipDirs: fc.array(hostile, { maxLength: 3 }),
    skipFiles: fc.array(hostile, { maxLength: 3 }),
    configChecks: fc.array(hostile, { maxLength: 3 }),
    terraformVariables: fc.array(hostile, { maxLength: 3 }),
    vexFiles: fc.array(hostile, { maxLength: 3 }),
  })

  test('whatever it is', () => {
    fc.assert(
      fc.property(subject, lists, (what, settings) => {
        const [, ...args] = argumentsOf(what, settings)
        const end = args.indexOf('--')
        const flags = what.kind === 'archive' ? args : args.slice(0, end)
        for (const flag of flags) expect(NAMES).toContain(flag.replace(/=.*/s, ''))
        if (what.kind !== 'archive') expect(args.slice(end)).toEqual(['--', what.path])
      }),
    )
  })

  test('and no list gets more values than it has', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (skipDirs) => {
        const flag = argumentsOf({ kind: 'fs', path: 'app' }, { skipDirs }).find((arg) =>
          arg.startsWith('--skip-dirs='),
        )
        expect(csvRecord(flag?.slice('--skip-dirs='.length) ?? '')).toEqual(skipDirs)
      }),
    )
  })
})

/** One record as encoding/csv of Go reads it. */
const csvRecord = (text: string): string[] => {
  const fields: string[] = []
  const pattern = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/gy
  for (;;) {
    const [, quoted, bare = '', end] = pattern.exec(text) ?? []
    fields.push(quoted?.replaceAll('""', '"') ?? bare)
    if (end !== ',') return fields
  }
}

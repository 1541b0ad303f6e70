import { UserError } from '@ci-kit/core/errors'
import { convertArguments, scanArguments } from '@ci-kit/trivy-scan/trivy/command'
import type { ScanSettings, ScanSubject } from '@ci-kit/trivy-scan/trivy/scan-request'
import { describe, expect, test } from '@jest/globals'
import { PLACES, REGISTRY, SETTINGS } from './samples.ts'

const argumentsOf = (subject: ScanSubject, settings: Partial<ScanSettings> = {}) =>
  scanArguments(subject, { ...SETTINGS, ...settings }, PLACES)

const ARCHIVE: ScanSubject = { kind: 'archive', input: 'image.tar', folder: '/work' }
const path = (kind: 'fs' | 'rootfs' | 'config' | 'sbom', at = 'app'): ScanSubject => ({
  kind,
  path: at,
})

const ALWAYS = [
  '--config=/p/empty.yaml',
  '--ignorefile=/p/empty.yaml',
  '--cache-dir=/p/cache',
  '--skip-version-check',
  '--disable-telemetry',
  '--format=json',
  '--output=/p/cache/report-0.json',
  '--exit-code=0',
  '--timeout=600s',
]
const PACKAGES = [
  '--skip-db-update',
  '--skip-java-db-update',
  '--no-progress',
  '--list-all-pkgs',
  '--scanners=vuln',
  '--pkg-types=os,library',
  '--detection-priority=precise',
]
const CONTENT = ['--skip-check-update', '--module-dir=/p/empty']

describe('the whole command of', () => {
  test.each<[string, ScanSubject, readonly string[]]>([
    [
      'an image in a registry',
      REGISTRY,
      [
        ...['image', ...ALWAYS, ...PACKAGES, ...CONTENT, '--secret-config=/p/nothing'],
        ...['--cache-backend=fs', '--image-src=remote', '--'],
        `ghcr.io/org/app@sha256:${'a'.repeat(64)}`,
      ],
    ],
    [
      'an archive',
      ARCHIVE,
      [
        ...['image', ...ALWAYS, ...PACKAGES, ...CONTENT, '--secret-config=/p/nothing'],
        ...['--cache-backend=fs', '--input=image.tar'],
      ],
    ],
    [
      'a folder',
      path('fs'),
      [
        ...['fs', ...ALWAYS, ...PACKAGES, ...CONTENT, '--secret-config=/p/nothing'],
        ...['--cache-backend=memory', '--', 'app'],
      ],
    ],
    [
      'a root file system',
      path('rootfs'),
      [
        ...['rootfs', ...ALWAYS, ...PACKAGES, ...CONTENT, '--secret-config=/p/nothing'],
        ...['--cache-backend=memory', '--', 'app'],
      ],
    ],
    [
      'configuration, which has no packages',
      path('config'),
      ['config', ...ALWAYS, ...CONTENT, '--cache-backend=memory', '--', 'app'],
    ],
    [
      'a bill of materials, which has no content',
      path('sbom'),
      ['sbom', ...ALWAYS, ...PACKAGES, '--cache-backend=memory', '--', 'app'],
    ],
  ])('%s', (_, subject, expected) => {
    expect(argumentsOf(subject)).toEqual(expected)
  })

  test('a bill of materials to write', () => {
    expect(convertArguments('spdx-json', '/out/sbom.json', PLACES)).toEqual([
      'convert',
      '--config=/p/empty.yaml',
      '--ignorefile=/p/empty.yaml',
      '--cache-dir=/p/cache',
      '--format=spdx-json',
      '--output=/out/sbom.json',
      '--',
      '/p/cache/report-0.json',
    ])
  })
})

describe('a setting becomes a flag', () => {
  test.each<[string, ScanSubject, Partial<ScanSettings>, readonly string[]]>([
    ['scanners', REGISTRY, { scanners: ['vuln', 'license'] }, ['--scanners=vuln,license']],
    [
      'scanners of the image configuration',
      REGISTRY,
      { scanners: ['vuln', 'secret', 'misconfig'] },
      ['--scanners=vuln,secret,misconfig', '--image-config-scanners=secret,misconfig'],
    ],
    ['package types', path('fs'), { packageTypes: ['os'] }, ['--pkg-types=os']],
    ['licences in files', REGISTRY, { licenseFull: true }, ['--license-full']],
    ['offline', path('rootfs'), { offline: true }, ['--offline-scan']],
    ['development', path('fs'), { includeDevDependencies: true }, ['--include-dev-deps']],
    ['folders', path('config'), { skipDirs: ['a', 'b/**'] }, ['--skip-dirs=a,b/**']],
    ['files', ARCHIVE, { skipFiles: ['a,b', 'c"d', '[e]'] }, ['--skip-files="a,b","c""d","[e]"']],
    [
      'checks, as an absolute path',
      path('config'),
      { configChecks: ['checks'] },
      ['--config-check=/work space/checks'],
    ],
    [
      'variables, as an absolute path',
      path('fs'),
      { terraformVariables: ['a.tfvars'] },
      ['--tf-vars=/work space/a.tfvars'],
    ],
    [
      'statements, as absolute paths that are no keyword of trivy',
      REGISTRY,
      { vexFiles: ['oci', '/abs/vex.json'] },
      ['--vex=/work space/oci,/abs/vex.json', '--show-suppressed'],
    ],
    ['time, in whole seconds', REGISTRY, { timeoutMs: 1_500 }, ['--timeout=2s']],
    ['no time, which would be no limit', REGISTRY, { timeoutMs: 0 }, ['--timeout=1s']],
  ])('%s', (_, subject, settings, flags) => {
    expect(argumentsOf(subject, settings)).toEqual(expect.arrayContaining([...flags]))
  })

  test('but not where the command has none', () => {
    const all: Partial<ScanSettings> = {
      licenseFull: true,
      includeDevDependencies: true,
      offline: true,
      vexFiles: ['v.json'],
      skipDirs: ['x'],
      configChecks: ['c'],
      terraformVariables: ['t'],
    }
    const names = (subject: ScanSubject) =>
      argumentsOf(subject, all).map((arg) => arg.replace(/=.*/s, ''))
    for (const absent of ['--include-dev-deps', '--tf-vars'])
      expect(names(REGISTRY)).not.toContain(absent)
    for (const absent of ['--vex', '--offline-scan', '--license-full', '--scanners'])
      expect(names(path('config'))).not.toContain(absent)
    for (const absent of ['--skip-dirs', '--license-full', '--config-check', '--module-dir'])
      expect(names(path('sbom'))).not.toContain(absent)
  })
})

describe('a registry', () => {
  const reference = (host: string): ScanSubject => ({
    kind: 'registry',
    reference: `${host}/app@sha256:${'b'.repeat(64)}`,
  })

  test.each([['127.0.0.1:5000'], ['localhost:5000'], ['[::1]:5000'], ['localhost']])(
    'on %s is asked without TLS',
    (host) => {
      expect(argumentsOf(reference(host))).toContain('--insecure')
    },
  )

  test.each([['ghcr.io'], ['10.0.0.1:5000'], ['localhost.evil.example']])(
    'on %s is never asked without TLS',
    (host) => {
      expect(argumentsOf(reference(host))).not.toContain('--insecure')
    },
  )
})

test('own authorities are named to trivy, and only then', () => {
  const places = { ...PLACES, certificates: '/ca.pem' }
  expect(scanArguments(REGISTRY, SETTINGS, places)).toContain('--cacert=/ca.pem')
  expect(argumentsOf(REGISTRY).join(' ')).not.toContain('--cacert')
})

describe('a bill of materials', () => {
  test('is only scanned for what it can tell', () => {
    const scanners = ['vuln', 'secret', 'misconfig', 'license'] as const
    expect(argumentsOf(path('sbom'), { scanners })).toContain('--scanners=vuln,license')
  })

  test('that can tell nothing of it is refused with the input and the fix', () => {
    const call = () => argumentsOf(path('sbom'), { scanners: ['secret', 'misconfig'] })
    expect(call).toThrow(UserError)
    expect(call).toThrow("Input 'scanners' is 'secret,misconfig'")
    expect(call).toThrow("Use 'vuln', 'license' or both")
  })
})

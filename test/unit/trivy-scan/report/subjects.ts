import type { Assessed, AssessedSubject } from '@ci-kit/trivy-scan/findings/assessed'
import type { Finding, Scan } from '@ci-kit/trivy-scan/findings/finding'
import { mergeScans } from '@ci-kit/trivy-scan/findings/merge-platforms'
import fc from 'fast-check'
import { anyPackage, finding, platform, text } from '../findings/arbitrary-findings.ts'

/** A finding that counts, is reported and fails nothing, with what a test wants otherwise. */
export const assessed = (of: Finding, over: Partial<Assessed> = {}): Assessed => ({
  finding: of,
  standing: undefined,
  suppression: undefined,
  leftOut: false,
  knownExploited: false,
  epss: undefined,
  failing: false,
  reported: true,
  ...over,
})

export const scan = (name: string, over: Partial<Scan> = {}): Scan => ({
  platform: name,
  digest: name === '' ? '' : 'sha256:1',
  operatingSystem: 'alpine 3.20.0',
  endOfLife: false,
  findings: [],
  packages: [],
  ...over,
})

/** An image of one platform with these findings, with what a test wants otherwise. */
export const subject = (
  findings: readonly Assessed[],
  over: Partial<AssessedSubject> = {},
): AssessedSubject => ({
  name: 'r.test/app:1',
  reference: 'r.test/app@sha256:1',
  digest: 'sha256:1',
  scans: [scan('linux/amd64')],
  findings,
  fixed: [],
  baseline: '',
  ...over,
})

const suppression = fc.record({
  by: fc.constantFrom('ignore-file' as const, 'vex' as const),
  reason: text,
  owner: text,
  expires: fc.constantFrom('', '2026-12-31'),
})

const anyAssessed = (of: Finding): fc.Arbitrary<Assessed> =>
  fc.record({
    finding: fc.constant(of),
    standing: fc.constantFrom('introduced', 'newly-published', 'existing', undefined),
    suppression: fc.option(suppression, { nil: undefined }),
    leftOut: fc.boolean(),
    knownExploited: fc.boolean(),
    epss: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    failing: fc.boolean(),
    reported: fc.boolean(),
  })

const platformsOfScans: fc.Arbitrary<readonly string[]> = fc.oneof(
  fc.constant(['']),
  fc.uniqueArray(platform, { minLength: 1, maxLength: 3 }),
)

/** Any artifact with any findings on some platforms, with hostile texts. */
export const anySubject: fc.Arbitrary<AssessedSubject> = fc
  .record({
    name: text,
    reference: text,
    baseline: text,
    platforms: platformsOfScans,
    found: fc.array(finding, { maxLength: 12 }).map((all) => mergeScans([{ findings: all }])),
    fixed: fc.array(finding, { maxLength: 3 }),
    packages: fc.array(anyPackage, { maxLength: 3 }),
    operatingSystem: text,
    endOfLife: fc.boolean(),
  })
  .chain(({ platforms, found, packages, operatingSystem, endOfLife, ...rest }) =>
    fc.tuple(...found.map(anyAssessed)).map((findings) => ({
      ...rest,
      digest: 'sha256:1',
      findings,
      scans: platforms.map((one) => scan(one, { packages, operatingSystem, endOfLife })),
    })),
  )

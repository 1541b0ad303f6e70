import { reportFileName, slug } from '@ci-kit/trivy-scan/report/file-names'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { platform, text } from '../findings/arbitrary-findings.ts'

describe('a name', () => {
  test.each([
    ['app', '', 'sarif', 'app.sarif'],
    ['web-1.2', 'linux/arm64', 'sarif', 'web-1.2_linux-arm64.sarif'],
    ['web', 'linux/arm/v7', 'cdx.json', 'web_linux-arm-v7.cdx.json'],
  ])('of %s on %j stays readable', (artifact, on, ending, name) =>
    expect(reportFileName(artifact, on, ending)).toBe(name),
  )

  test.each([
    ['r.test/app:1', /^r\.test-app-1-[0-9a-f]{12}$/],
    ['App', /^app-[0-9a-f]{12}$/],
    ['con', /^artifact-con-[0-9a-f]{12}$/],
    ['aux.txt', /^artifact-aux\.txt-[0-9a-f]{12}$/],
    ['com1', /^artifact-com1-[0-9a-f]{12}$/],
    ['../..', /^artifact-[0-9a-f]{12}$/],
    ['a..b', /^a\.b-[0-9a-f]{12}$/],
    ['.hidden', /^hidden-[0-9a-f]{12}$/],
    ['', /^artifact-[0-9a-f]{12}$/],
    ['x'.repeat(300), /^x{80}-[0-9a-f]{12}$/],
  ])('of %j is made safe', (artifact, name) => expect(slug(artifact)).toMatch(name))

  test('that looks as if it had been made safe is made so itself', () => {
    const made = slug('App')
    expect(slug(made)).not.toBe(made)
  })
})

test.each([
  ['linux/arm64', 'linux-arm64'],
  ['linux/0123456789ab', 'linux-0123456789ab'],
])('of %s is not that of %s', (one, other) =>
  expect(reportFileName('app', one, 'json')).not.toBe(reportFileName('app', other, 'json')),
)

/** Texts that are easily taken for one another. */
const near = fc.oneof(
  text,
  fc.string({ unit: fc.constantFrom('a', 'A', '.', '-', '_', '/', ':', 'é'), maxLength: 6 }),
)

test('is safe on every file system', () => {
  fc.assert(
    fc.property(near, fc.oneof(platform, near), (artifact, on) => {
      const name = reportFileName(artifact, on, 'json')
      expect(name).toMatch(/^[a-z0-9][a-z0-9.-]*(?:_[a-z0-9][a-z0-9.-]*)?\.json$/)
      expect(name).not.toMatch(/^(?:aux|con|nul|prn|com\d|lpt\d)[._]/)
      expect(name).not.toContain('..')
      expect(name.length).toBeLessThan(255)
    }),
  )
})

test('is another for another artifact or platform, in upper and lower case too', () => {
  const pair = fc.tuple(near, fc.oneof(fc.constant(''), platform, near))
  fc.assert(
    fc.property(pair, pair, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other))
      const [first, second] = [one, other].map((of) => reportFileName(...of, 'json').toLowerCase())
      expect(first).not.toBe(second)
    }),
    { numRuns: 2_000 },
  )
})

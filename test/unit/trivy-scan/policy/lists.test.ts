import { gzipSync } from 'node:zlib'
import { UserError } from '@ci-kit/core/errors'
import { epssOf, parseEpss, withoutScore } from '@ci-kit/trivy-scan/policy/epss'
import { isKnownExploited, parseKev } from '@ci-kit/trivy-scan/policy/kev'
import { ageWarning } from '@ci-kit/trivy-scan/policy/list-file'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { license, secret, vulnerability } from './samples.ts'

const catalogue = (entries: readonly unknown[], more: object = {}) =>
  JSON.stringify({ title: 'CISA', count: entries.length, vulnerabilities: entries, ...more })

const CSV = `cveID,vendorProject,shortDescription
CVE-2021-44228,"Apache","Log4j, with
two lines and ""quotes"""
cve-2022-0001,x,y
`

describe('kev-file', () => {
  test.each([
    ['JSON', catalogue([{ cveID: 'CVE-2021-44228' }, { cveID: 'cve-2022-0001' }])],
    [
      'JSON with a byte order mark',
      `\ufeff${catalogue([{ cveID: 'CVE-2021-44228' }, { cveID: 'CVE-2022-0001' }])}`,
    ],
    ['CSV', CSV],
    ['CSV of Windows', CSV.replaceAll('\n', '\r\n')],
    ['CSV, another order, no last line end', 'product,"cveID"\na,CVE-2021-44228\nb,CVE-2022-0001'],
    ['one id a line', '# ours\nCVE-2021-44228 # log4j\r\n\r\n  cve-2022-0001\n'],
  ])('is read as %s', (_, text) => {
    expect([...parseKev(text, 'kev').ids].sort()).toEqual(['CVE-2021-44228', 'CVE-2022-0001'])
  })

  test('tells when it was released', () => {
    const text = catalogue([{ cveID: 'CVE-2021-44228' }], {
      dateReleased: '2026-11-01T17:00:00.1Z',
    })
    expect(parseKev(text, 'kev').releasedAt?.toISOString()).toBe('2026-11-01T17:00:00.100Z')
    expect(parseKev('CVE-2021-44228', 'kev').releasedAt).toBeUndefined()
  })

  test.each([
    ['', 'has no entry'],
    ['# nothing\n', 'has no entry'],
    ['cveID,product\n', 'has no entry'],
    [catalogue([]), 'has no entry'],
    ['{"vulnerabilities": [', 'is no JSON'],
    ['[]', "is not CISA's catalogue"],
    ['{"vulnerabilities": {}}', "is not CISA's catalogue"],
    ['{"message": "Not Found"}', "has no list 'vulnerabilities'"],
    [catalogue([{ cveID: 'CVE-2021-44228' }, {}]), "has no id in 'cveID' of entry 2"],
    [catalogue([null]), "has no id in 'cveID' of entry 1"],
    [catalogue([{ cveID: 7 }]), "has no id in 'cveID' of entry 1"],
    [catalogue([{ cveID: 'CVE-2021-44228' }], { count: 900 }), 'tells of 900 entries and has 1'],
    ['cveID,a\nCVE-2021-44228,x\nlog4j,y\n', "line 3, has no id in column 'cveID'"],
    ['cveID,a\n"CVE-2021-44228","x\n\n', 'line 2, has a quote that is not closed'],
    ['cveID,a\nCVE-2021-44228\n', "line 2, has no id in column 'cveID'"],
    ['<!DOCTYPE html>\n<p>CVE-2021-44228', "line 1, has '<!DOCTYPE html>', which is no id"],
    ['CVE-2021-44228\nCVE-21-1', "line 2, has 'CVE-21-1'"],
  ])('%j is refused', (text, message) => {
    expect(() => parseKev(text, 'lists/kev')).toThrow(UserError)
    expect(() => parseKev(text, 'lists/kev')).toThrow(message)
    expect(() => parseKev(text, 'lists/kev')).toThrow("The file 'lists/kev' of input 'kev-file'")
  })

  test('names are compared in any case, and aliases count', () => {
    const kev = parseKev('CVE-2021-44228', 'kev')
    expect(isKnownExploited(kev, vulnerability({ id: 'cve-2021-44228' }))).toBe(true)
    const alias = vulnerability({ id: 'GHSA-jfh8-c2jp-5v3q', aliases: ['CVE-2021-44228'] })
    expect(isKnownExploited(kev, alias)).toBe(true)
    expect(isKnownExploited(kev, vulnerability())).toBe(false)
    expect(isKnownExploited(kev, secret({ id: 'CVE-2021-44228' }))).toBe(false)
  })

  test('any text is read or refused with a UserError, never read as nothing', () => {
    const unit = fc.constantFrom('cveID', 'CVE-2021-44228', '"', ',', '\n', '\r', '#', '{', ' ')
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit }), fc.json()), (text) => {
        try {
          expect(parseKev(text, 'kev').ids.size).toBeGreaterThan(0)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})

const EPSS = `#model_version:v2025.03.14,score_date:2026-11-20T12:55:00+0000
cve,epss,percentile
CVE-2021-44228,0.94358,0.99958
cve-2022-0001,0.00043,0.1
CVE-2022-0002,1e-05,0.1
`
const bytes = (text: string) => new TextEncoder().encode(text)

describe('epss-file', () => {
  test.each([
    ['plain', bytes(EPSS)],
    ['packed', gzipSync(EPSS)],
    ['with line ends of Windows', bytes(EPSS.replaceAll('\n', '\r\n'))],
  ])('is read %s', (_, content) => {
    const { scores, scoredAt } = parseEpss(content, 'epss')
    expect(Object.fromEntries(scores)).toEqual({
      'CVE-2021-44228': 0.94358,
      'CVE-2022-0001': 0.00043,
      'CVE-2022-0002': 0.00001,
    })
    expect(scoredAt?.toISOString()).toBe('2026-11-20T12:55:00.000Z')
  })

  test('without its comment it tells no date', () => {
    expect(parseEpss(bytes('epss,cve\n1,CVE-2021-44228'), 'epss').scoredAt).toBeUndefined()
  })

  test.each([
    ['', "line 1, is not FIRST's CSV"],
    ['#model_version:x', "is not FIRST's CSV"],
    ['cve,epss,percentile\n', 'has no score'],
    ['CVE-2021-44228,0.9,0.9\n', "line 1, is not FIRST's CSV: the header"],
    ['cve,epss,percentile\nCVE-2021-44228,0.9\n', 'line 2, has no vulnerability with its score'],
    ['cve,epss,percentile\nlog4j,0.9,0.1\n', 'line 2, has no vulnerability'],
    ['cve,epss,percentile\nCVE-2021-44228,,0.1\n', "line 2, has '' for a probability"],
    ['cve,epss,percentile\nCVE-2021-44228,1.5,0.1\n', "has '1.5' for a probability from 0 to 1"],
    ['cve,epss,percentile\nCVE-2021-44228,NaN,0.1\n', "has 'NaN'"],
    ['cve,epss,percentile\nCVE-2021-44228,-1,0.1\n', "has '-1'"],
    ['<html></html>', "is not FIRST's CSV"],
  ])('%j is refused', (text, message) => {
    for (const content of [bytes(text), gzipSync(text)]) {
      expect(() => parseEpss(content, 'e.csv')).toThrow(UserError)
      expect(() => parseEpss(content, 'e.csv')).toThrow(message)
      expect(() => parseEpss(content, 'e.csv')).toThrow("The file 'e.csv' of input 'epss-file'")
    }
  })

  test.each([
    ['cut off', gzipSync(EPSS).subarray(0, 60), 'cannot be unpacked'],
    ['changed', new Uint8Array([0x1f, 0x8b, 1, 2, 3]), 'cannot be unpacked'],
    ['no text', new Uint8Array([0xff, 0xfe, 0x00]), 'is no text'],
  ])('a file that is %s is refused', (_, content, message) => {
    expect(() => parseEpss(content, 'e')).toThrow(UserError)
    expect(() => parseEpss(content, 'e')).toThrow(message)
  })

  test('what unpacks to more than the limit is refused', () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024), { level: 1 })
    expect(() => parseEpss(bomb, 'e')).toThrow('cannot be unpacked')
  })

  test('the highest score of all names counts', () => {
    const epss = parseEpss(bytes(EPSS), 'epss')
    expect(epssOf(epss, vulnerability({ id: 'cve-2021-44228' }))).toBe(0.94358)
    const two = vulnerability({ id: 'CVE-2022-0001', aliases: ['GHSA-x', 'cve-2021-44228'] })
    expect(epssOf(epss, two)).toBe(0.94358)
    expect(epssOf(epss, vulnerability())).toBeUndefined()
    expect(epssOf(epss, license({ id: 'CVE-2021-44228' }))).toBeUndefined()
    expect(withoutScore(epss, [vulnerability(), two, secret()])).toBe(1)
  })
})

test('a list is old after seven days', () => {
  const file = { input: 'epss-file', path: 'epss.csv' } as const
  const date = new Date('2026-11-01T00:00:00Z')
  const day = 24 * 60 * 60 * 1000
  const at = (days: number) => ageWarning(file, date, date.getTime() + days * day)
  expect(at(7)).toBeUndefined()
  expect(at(-1)).toBeUndefined()
  expect(at(8)).toBe(
    "The file 'epss.csv' of input 'epss-file' is 8 days old (2026-11-01). Fetch a new one: what was learnt since then is not in it.",
  )
  expect(ageWarning(file, undefined, 0)).toBeUndefined()
})

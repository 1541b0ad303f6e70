import type { Assessed } from '@ci-kit/trivy-scan/findings/assessed'
import { licencesTable } from '@ci-kit/trivy-scan/report/licences-table'
import { describe, expect, test } from '@jest/globals'
import { license, vulnerability } from '../findings/sample-findings.ts'
import { assessed } from './subjects.ts'

const LIMITS = { rows: 50, bytes: 10_000 }
const rows = (...findings: readonly Assessed[]) =>
  licencesTable(findings, LIMITS).split('\n').slice(2)
const of = (id: string, packageName: string, over: Parameters<typeof license>[0] = {}) =>
  license({ id, packageName, severity: 'LOW', category: 'notice', ...over })

test('one row for each licence, with its packages and files', () => {
  expect(
    licencesTable(
      [
        assessed(of('MIT', 'b')),
        assessed(of('MIT', 'a')),
        assessed(of('MIT', 'a', { target: 'Node.js' })),
        assessed(of('MIT', '', { file: 'app/LICENSE' })),
        assessed(vulnerability()),
      ],
      LIMITS,
    ),
  ).toBe(`| Licence | Category | Used by | Packages and files |  |
| --- | --- | --- | --- | --- |
| MIT | notice | 3 | <code>a</code>, <code>app/LICENSE</code>, <code>b</code> |  |`)
})

test('the denied come first, then the most restrictive, then the most used', () => {
  const found = rows(
    assessed(of('MIT', 'a')),
    assessed(of('ISC', 'b')),
    assessed(of('ISC', 'c')),
    assessed(license()),
    assessed(of('BSL-1.1', 'd', { severity: 'UNKNOWN' }), { failing: true }),
  )
  expect(found.map((row) => row.split(' ')[1])).toEqual(['BSL-1.1', 'GPL-3.0-only', 'ISC', 'MIT'])
  expect(found.map((row) => row.includes('❌ denied'))).toEqual([true, false, false, false])
})

describe('what is more', () => {
  test('packages are counted', () => {
    const [row] = rows(...Array.from('abcdefg', (name) => assessed(of('MIT', name))))
    expect(row).toContain('| 7 | <code>a</code>')
    expect(row).toContain('<code>e</code> and 2 more |')
  })

  test.each([
    [51, 'And 1 more licence, which'],
    [52, 'And 2 more licences, which'],
  ])('of %d licences are counted', (count, note) => {
    const found = Array.from({ length: count }, (_, at) => assessed(of(`L-${at}`, 'a')))
    expect(licencesTable(found, LIMITS)).toContain(note)
  })
})

test('an ignored one is no licence of the table', () => {
  const suppression = { by: 'ignore-file', reason: '', owner: '', expires: '' } as const
  expect(licencesTable([assessed(license(), { suppression })], LIMITS)).toBe('')
})

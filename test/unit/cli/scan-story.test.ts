import { ADVISORY, demoFixtures } from '@ci-kit/cli/demo/demo-advisories'
import { brokenScan, SCAN_STORY } from '@ci-kit/cli/demo/scan-story'
import { expect, test } from '@jest/globals'
import { scan } from './demo-builds.ts'

const [alone, compared] = SCAN_STORY

test('holds when the first scan fails and the comparison finds nothing new', () => {
  if (!alone || !compared) throw new Error('Two chapters were expected.')
  expect(brokenScan(alone, scan('fail', Number.NaN))).toEqual([])
  expect(brokenScan(compared, scan('pass', 0))).toEqual([])
})

test('says what does not hold', () => {
  if (!alone || !compared) throw new Error('Two chapters were expected.')
  expect(brokenScan(alone, { ...scan('pass', Number.NaN), high: 0 })).toEqual([
    "'scan of the first push': the verdict is pass; it has to be fail.",
    "'scan of the first push': the number of high findings is 0; it has to be 1.",
  ])
  expect(brokenScan(compared, scan('pass', Number.NaN))).toEqual([
    "'scan against the first push': the number of introduced findings is NaN; it has to be 0.",
  ])
})

test('the database knows the releases that base images are of', () => {
  const buckets: unknown = JSON.parse(demoFixtures())
  const affected = { key: ADVISORY.id, value: { FixedVersion: '999' } }
  expect(buckets).toContainEqual({
    bucket: 'debian 12',
    pairs: [{ bucket: 'glibc', pairs: [affected] }],
  })
})

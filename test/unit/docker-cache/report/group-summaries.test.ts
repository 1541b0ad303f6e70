import { bytes, duration, limited } from '@ci-kit/core/amounts'
import { checkSummary } from '@ci-kit/docker-cache/report/finding-table'
import {
  componentsSummary,
  mergeSummary,
  skippedSummary,
} from '@ci-kit/docker-cache/report/group-summaries'
import { expect, test } from '@jest/globals'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

test('an image that was there already takes one line and its reason', () => {
  const facts = {
    repository: 'r.test/app',
    references: ['r.test/app:1', 'r.test/app:main'],
    digest: DIGEST,
    reason: 'Nothing has changed since <main>',
    durationMs: 87,
  }
  expect(skippedSummary(facts)).toBe(
    `### r.test/app: unchanged, 87 ms\n\nNothing has changed since &#60;main&#62;. <code>r.test/app:1</code>, <code>r.test/app:main</code> now: <code>${DIGEST}</code>`,
  )
  expect(skippedSummary({ ...facts, references: [] })).toContain(`The image is <code>${DIGEST}`)
})

test('components stand in a table, with what is known of each', () => {
  const unknown = {
    rate: undefined,
    durationMs: undefined,
    imageSize: undefined,
    digest: undefined,
  }
  const summary = componentsSummary([
    {
      name: 'api',
      result: 'built',
      rate: 71,
      durationMs: 65_000,
      imageSize: 1_500,
      digest: DIGEST,
    },
    { ...unknown, name: 'web', result: 'skipped' },
    { ...unknown, name: 'a|b', result: 'failed' },
    { ...unknown, name: 'c', result: 'not-built' },
  ])
  expect(summary.split('\n')).toEqual([
    '### 2 of 4 components, 1 failed',
    '',
    '| Component | Result | Cached | Time | Size | Digest |',
    '| --- | --- | --- | --- | --- | --- |',
    '| api | 🔨 built | 71 % | 1 min 05 s | 1.5 kB | <code>sha256:0123456789ab</code> |',
    '| web | ✅ unchanged |  |  |  |  |',
    '| a&#124;b | ❌ failed |  |  |  |  |',
    '| c | – not built |  |  |  |  |',
  ])
})

test('a merge names its platforms', () => {
  const summary = mergeSummary({
    repository: 'r.test/app',
    references: ['r.test/app:1'],
    digest: DIGEST,
    platforms: [
      { platform: 'linux/amd64', digest: DIGEST },
      { platform: 'linux/arm64', digest: DIGEST },
    ],
    durationMs: 120,
    isJoined: true,
  })
  expect(summary).toContain('### r.test/app: 2 platforms joined, 0.1 s')
  expect(summary).toContain('| linux/arm64 | <code>sha256:0123456789ab</code> |')
})

test('an image that only got its tags is not told to be joined', () => {
  const summary = mergeSummary({
    repository: 'r.test/app',
    references: ['r.test/app:1'],
    digest: DIGEST,
    platforms: [{ platform: '', digest: DIGEST }],
    durationMs: 120,
    isJoined: false,
  })
  expect(summary).toBe(
    `### r.test/app: tagged, 0.1 s\n\nPushed: <code>r.test/app:1</code><br>Digest: <code>${DIGEST}</code>`,
  )
})

test('a check tells how many findings there are, each with its page when that is a known one', () => {
  const finding = { rule: 'JSONArgs', text: 'Use JSON', file: 'Dockerfile', line: 5 }
  const url = 'https://docs.docker.com/go/dockerfile/rule/json-args-recommended/'
  const findings = [
    { ...finding, url },
    { ...finding, url: 'https://docs.docker.com/x)](javascript:alert(1)' },
    { ...finding, url: 'https://evil.test/', rule: '[a](b)' },
  ]
  const summary = checkSummary('Dockerfile', { findings, error: undefined })
  expect(summary).toContain('### Dockerfile: 3 findings')
  expect(summary).toContain(`| <code>Dockerfile:5</code> | [JSONArgs](${url}) | Use JSON |`)
  expect(summary.match(/\]\(/g)).toHaveLength(1)
  expect(checkSummary('Dockerfile', { findings: [], error: undefined })).toBe(
    '### Dockerfile: no findings',
  )
  const error = { ...finding, url: undefined, rule: undefined, text: 'unknown instruction' }
  expect(checkSummary('Dockerfile', { findings: [], error })).toMatch(
    /cannot be read\n[\s\S]*unknown/,
  )
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [43_200_000, '43.2 MB'],
  [2_400_000_000, '2.4 GB'],
  [5e15, '5000.0 TB'],
])('%d bytes are %s', (count, expected) => expect(bytes(count)).toBe(expected))

test.each([
  [-5, '0 ms'],
  [99, '99 ms'],
  [100, '0.1 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 00 s'],
  [3_599_600, '60 min 00 s'],
])('%d ms are %s', (count, expected) => expect(duration(count)).toBe(expected))

test('a list says how many more it has', () => {
  expect(limited(['a', 'b', 'c'], 2)).toBe('a, b and 1 more')
  expect(limited(['a', 'b'], 2)).toBe('a, b')
})

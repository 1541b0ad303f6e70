import { UserError } from '@ci-kit/core/errors'
import { type GitHubCommand, GitHubRefusal } from '@ci-kit/core/github'
import { makeResults } from '@ci-kit/trivy-scan/artifact/make-results'
import type { Unscanned } from '@ci-kit/trivy-scan/artifact/result'
import type { ScannedArtifact } from '@ci-kit/trivy-scan/artifact/scan-artifacts'
import type { IgnoreEntry } from '@ci-kit/trivy-scan/policy/ignore-entry'
import type { Policy } from '@ci-kit/trivy-scan/policy-files'
import { publish } from '@ci-kit/trivy-scan/publish'
import { describe, expect, test } from '@jest/globals'
import { NOW } from '../docker-cache/fake-ports.ts'
import { imageOf } from './artifact/samples.ts'
import { policyOf, scannedOf } from './artifact/scanned.ts'
import { type Given, inputsOf } from './inputs/parsed.ts'
import { push } from './upload/contexts.ts'
import { ended, type World, world } from './world.ts'

type Publishing = World & {
  readonly scanned?: readonly ScannedArtifact[]
  readonly unscanned?: readonly Unscanned[]
  readonly policy?: Policy
}

const clean = scannedOf([])

const publishing = async (given: Given = {}, around: Publishing = {}) => {
  const { scanned = [clean], unscanned = [], policy = policyOf() } = around
  const all = world(around)
  const { ports } = all
  const { convert } = await ports.scanner({ path: '', version: '', source: 'path', digest: '' }, [])
  const prepared = {
    ...{ policy, dockerfile: undefined, found: [] },
    folder: await ports.outputFolder(),
    trivy: await ports.installTrivy(),
    database: await ports.vulnerabilityDatabase(),
  }
  const inputs = inputsOf(given)
  const results = makeResults(scanned, inputs, prepared, ports)
  const told = { inputs, prepared, results, unscanned, images: [], startedAt: NOW - 9_000 }
  return { ...all, ...(await ended(publish(told, { ...ports, convert }))) }
}

const failed = (count: number): readonly Unscanned[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `r.test/i${index}:1`,
    error: new UserError(`Image ${index} is not there.`),
  }))

const ENTRY: IgnoreEntry = {
  ...{ kind: 'vulnerability', id: 'CVE-2020-1', paths: [], purls: [], statement: '' },
  ...{ owner: 'web', expires: '2026-11-01', file: 'ignore.yaml', line: 7 },
}

describe('the message', () => {
  test('has every error in a line of its own, then what fails the gate', async () => {
    const { message, outputs } = await publishing(
      {},
      { scanned: [scannedOf()], unscanned: failed(2) },
    )
    expect(message.split('\n')).toEqual([
      'Image 0 is not there.',
      'Image 1 is not there.',
      expect.stringMatching(/^The scan fails\. 1 HIGH found \(CVE-2026-1\) in /),
    ])
    expect(outputs).toMatchObject({ verdict: 'error', failing: 1 })
  })

  test('has one cause of several failures once', async () => {
    const error = new UserError('The disk is full.')
    const scanned = [{ ...clean, failures: [error, error] }]
    const unscanned = [{ name: 'a', error: new UserError(error.message) }]
    expect((await publishing({}, { scanned, unscanned })).message).toBe(error.message)
  })

  test.each([
    [10, undefined, []],
    [11, '1 more error is in the log.', ['Image 10 is not there.']],
    [13, '3 more errors are in the log.', [10, 11, 12].map((at) => `Image ${at} is not there.`)],
  ])('of %d errors has ten, and the log has the others', async (count, note, others) => {
    const { message, printed } = await publishing({}, { scanned: [], unscanned: failed(count) })
    const lines = message.split('\n')
    expect(lines.slice(0, 10)).toEqual(failed(10).map(({ error }) => error.message))
    expect(lines[10]).toBe(note)
    expect(printed).toEqual(expect.arrayContaining(others))
  })

  test('names the line of an entry that has expired, with fail-on: none too', async () => {
    const policy = policyOf({ failOn: { terms: [] } }, { expired: [ENTRY] })
    const { message, outputs } = await publishing({}, { policy })
    expect(message).toContain('ignore.yaml:7: the entry for CVE-2020-1 (owner web) expired')
    expect(outputs).toMatchObject({ verdict: 'fail', failing: 0 })
  })
})

describe('a file that cannot be written', () => {
  test.each([
    ['table.txt', { 'table-path': '', 'summary-path': '/out/summary.md' }],
    ['summary.md', { 'table-path': '/out/table.txt', 'summary-path': '' }],
  ])('%s: everything else is handed on, and the step fails', async (broken, expected) => {
    const { outputs, message, events, summaries } = await publishing(
      { comment: 'true' },
      { fails: (name) => name === broken },
    )
    expect(message).toBe(`No room for ${broken}.`)
    expect(outputs).toMatchObject({ verdict: 'error', uploaded: true, ...expected })
    expect(events).toEqual(expect.arrayContaining(['upload', 'comment']))
    expect(summaries).toHaveLength(1)
  })

  test('of an artifact: the same', async () => {
    const fails = (name: string) => name.endsWith('.sarif')
    const { outputs, message, events } = await publishing({}, { fails })
    expect(message).toMatch(/^No room for r\.test-app-1-\w+\.sarif\.$/)
    expect(outputs).toMatchObject({ verdict: 'error', 'sarif-path': '' })
    expect(outputs['findings-path']).not.toBe('')
    expect(events).toContain('upload')
  })
})

describe('code scanning', () => {
  const refusing = {
    get: () => Promise.reject(new Error('was asked')),
    send: (_: GitHubCommand) =>
      Promise.reject(
        new GitHubRefusal('Code scanning is not enabled.', {
          ...{ status: 403, reason: 'Code scanning is not enabled', rateLimited: false },
        }),
      ),
  }

  test('that is not possible is told in every text, and fails nothing', async () => {
    const { outputs, message, summaries } = await publishing({}, { ports: { github: refusing } })
    expect(message).toBe('')
    expect(outputs).toMatchObject({ verdict: 'pass', uploaded: false })
    expect(summaries[0]).toContain('Not in code scanning: ')
  })

  test('that somebody insists on fails the step last, with all outputs', async () => {
    const { outputs, message, summaries } = await publishing(
      { upload: 'always' },
      { ports: { github: refusing } },
    )
    expect(message).toMatch(/^Input 'upload' is 'always', but results are missing/)
    expect(outputs).toMatchObject({ verdict: 'pass', uploaded: false })
    expect(summaries).toHaveLength(1)
  })

  test('is not asked with upload: never', async () => {
    const { outputs, events } = await publishing({ upload: 'never' })
    expect(events).not.toContain('upload')
    expect(outputs).toMatchObject({ uploaded: false })
  })
})

describe('texts', () => {
  test('are written only where they are wanted', async () => {
    const { outputs, disk, summaries } = await publishing({ formats: 'json', summary: 'false' })
    expect([...disk.files.keys()]).toEqual([expect.stringMatching(/\.trivy\.json$/)])
    expect(outputs).toMatchObject({ 'table-path': '', 'summary-path': '', 'sarif-path': '' })
    expect(summaries).toEqual([])
  })

  test('are the same in the log and in the file, in the summary and in its file', async () => {
    const { disk, printed, summaries } = await publishing({}, { scanned: [scannedOf()] })
    const table = disk.files.get('table.txt') ?? ''
    expect(printed.join('\n')).toContain(table.trimEnd())
    expect(table).toMatch(/^Findings in r\.test\/app:1: /)
    expect(disk.files.get('summary.md')).toBe(summaries[0])
  })

  test('have no comment where there is no pull request', async () => {
    const around = { ports: { context: push() } }
    const { outputs, message, texts } = await publishing({ comment: 'true' }, around)
    expect([outputs['comment-url'], message]).toEqual(['', ''])
    expect(texts('notice')).toEqual([expect.stringContaining('for no pull request')])
  })
})

describe('entries that nobody needs', () => {
  const policy = policyOf({}, { entries: [ENTRY] })

  test('are told at their line', async () => {
    const { annotations, message } = await publishing({}, { policy })
    expect(message).toBe('')
    expect(annotations).toEqual([
      {
        level: 'notice',
        text: expect.stringContaining('CVE-2020-1 matches nothing'),
        at: { file: 'ignore.yaml', line: 7 },
      },
    ])
  })

  test.each<[string, Publishing]>([
    ['an image', { unscanned: failed(1) }],
    ['a platform', { scanned: [{ ...clean, failures: [new UserError('No disk.')] }] }],
  ])('are not told when %s was not scanned', async (_, around) => {
    expect((await publishing({}, { ...around, policy })).annotations).toEqual([])
  })
})

test('the predicate tells when the scan began and what the database was', async () => {
  const { disk } = await publishing({ formats: 'vulns' })
  const [text = ''] = disk.files.values()
  expect(JSON.parse(text)).toMatchObject({
    scanner: {
      version: '0.74.0',
      db: { uri: 'oci://r.test/db:2', version: 'sha256:dbdb', lastUpdate: expect.any(String) },
    },
    metadata: {
      scanStartedOn: '2026-11-21T11:59:51.000Z',
      scanFinishedOn: '2026-11-21T12:00:00.000Z',
    },
  })
})

test('the path of a database of this machine is nobody else’s business', async () => {
  const vulnerabilityDatabase = async () => ({
    ...{ manifestDigest: '' as const, source: 'offline' as const, repository: '/home/me/db' },
    updatedAt: new Date(NOW),
  })
  const { disk } = await publishing({ formats: 'vulns' }, { ports: { vulnerabilityDatabase } })
  const [text = ''] = disk.files.values()
  expect(text).not.toContain('/home/me')
})

describe('outputs of several artifacts', () => {
  test('are summed, with one line of each path, and each for itself in the results', async () => {
    const web = scannedOf([], { artifact: imageOf('web') })
    const { outputs } = await publishing({}, { scanned: [scannedOf(), web] })
    expect(outputs).toMatchObject({ verdict: 'fail', high: 1, digest: '' })
    expect(String(outputs['findings-path']).split('\n')).toHaveLength(2)
    expect(outputs.results).toMatchObject([
      { name: 'r.test/app:1', verdict: 'fail', high: 1, failing: 1, digest: 'sha256:app' },
      { name: 'r.test/web:1', verdict: 'pass', high: 0, failing: 0, digest: 'sha256:web' },
    ])
    expect(outputs.results).toHaveProperty('0.files.length', 6)
  })

  test('tell of the baseline of that which has one', async () => {
    const baseline = { name: 'old', findings: [], scans: [], sameDatabase: true }
    const { outputs } = await publishing(
      {},
      {
        scanned: [scannedOf([], { artifact: imageOf('web') }), scannedOf(undefined, { baseline })],
      },
    )
    expect(outputs).toMatchObject({ introduced: 1, existing: 0, fixed: 0 })
    expect(outputs.results).toMatchObject([{ introduced: '' }, { introduced: 1 }])
  })
})

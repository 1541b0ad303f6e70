import type { Summary } from '@ci-kit/core/summary'
import { run } from '@ci-kit/image-record'
import { deployServices } from '@ci-kit/image-record/deploy-services'
import type { CollectInputs } from '@ci-kit/image-record/inputs'
import { plannedServicesIn } from '@ci-kit/image-record/planned-services'
import { summaryOf } from '@ci-kit/image-record/report'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../docker-cache/fake-ports.ts'
import { digest, memoryRecords, RUN, record } from './records.ts'

const IMAGES = { api: record('api').image, web: record('web', 'b').image }

const deployed = (services: object) =>
  deployServices(plannedServicesIn(JSON.stringify(services)) ?? [], IMAGES)

describe('services for deploy-ecs', () => {
  test('get the image of their component', () => {
    expect(
      deployed({
        'shop-api': {
          component: 'api',
          container: 'app',
          'health-url': 'https://x',
          images: { proxy: 'nginx:1' },
        },
        'shop-jobs': { component: 'api', container: 'jobs', needs: ['shop-api', 'shop-web'] },
        'shop-web': { component: 'web', container: 'web', needs: 'database' },
      }),
    ).toEqual({
      'shop-api': { images: { proxy: 'nginx:1', app: IMAGES.api }, 'health-url': 'https://x' },
      'shop-jobs': { images: { jobs: IMAGES.api }, needs: ['shop-api', 'shop-web'] },
      'shop-web': { images: { web: IMAGES.web } },
    })
  })

  test.each(['other', 'toString', '__proto__'])('are refused without an image: %s', (component) => {
    expect(() => deployed({ shop: { component, container: 'a' } })).toThrow(
      `deploys component '${component}' to 'shop', and 'expected' does not name`,
    )
  })
})

describe('the summary', () => {
  test('has a row for each image, and columns for the facts that are there', () => {
    const facts = {
      extra: 'x',
      signed: true,
      verdict: 'passed',
      'cache-hit-rate': 100,
      tags: 'ghcr.io/octo/api:v1\nlatest\n',
    }
    expect(summaryOf([record('api', 'a', { facts }), record('web', 'b')])).toBe(
      [
        '### 2 images of this run',
        '',
        '| Component | Image | Tags | Cached | Scan | Signed | extra |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        '| <code>api</code> | <code>ghcr.io/octo/api&#64;<!-- -->sha256:aaaaaaaaaaaa</code> | v1<br>latest | 100 % | passed | yes | x |',
        '| <code>web</code> | <code>ghcr.io/octo/web&#64;<!-- -->sha256:bbbbbbbbbbbb</code> |  |  |  |  |  |',
        '',
      ].join('\n'),
    )
  })

  test('knows the facts of a pipeline by several names', () => {
    const facts = {
      findings: 0,
      scan: 'pass',
      unchanged: false,
      cache: 50,
      platforms: 'linux/amd64',
    }
    const [, , header, , row] = summaryOf([record('api', 'a', { facts })]).split('\n')
    expect(header).toContain('| Platforms | Cached | Unchanged | Scan | Findings |')
    expect(row).toContain('| linux/amd64 | 50 % | no | pass | 0 |')
  })

  test('takes nothing of a fact for Markdown, and shows long ones in part', () => {
    const facts = { verdict: '<b>|`x` @me [a](http://x)', note: 'n'.repeat(500), signed: false }
    const text = summaryOf([record('api', 'a', { facts })])
    expect(text).not.toMatch(/<b>|`|@me|\]\(/)
    expect(text).toContain('(300 more characters)')
    expect(text).toContain('| no |')
  })

  test('takes a name that every object has for a fact like any other', () => {
    const [, , header, , , row] = summaryOf([
      record('api', 'a', { facts: { constructor: 'x' } }),
      record('web', 'b'),
    ]).split('\n')
    expect(header).toContain('| constructor |')
    expect(row).toMatch(/^\| <code>web<\/code> \|[^|]+\| +\|$/)
  })

  test('has ten columns of facts at most', () => {
    const facts = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`f${at}`, at]))
    const [, , header = ''] = summaryOf([record('api', 'a', { facts })]).split('\n')
    expect(header.split('|')).toHaveLength(2 + 2 + 10)
  })

  test('says when there is none', () => {
    expect(summaryOf([])).toContain('None.')
  })
})

const ports = () => {
  const records = memoryRecords()
  const appended: string[] = []
  const summary: Summary = { append: (text) => void appended.push(text) }
  const { log, printed } = memoryLog()
  return { records, appended, printed, ports: { log, summary, run: RUN, records: records.store } }
}

const COLLECT: CollectInputs = {
  mode: 'collect',
  expected: ['api'],
  services: undefined,
  summary: true,
}

test('what one job writes another one collects', async () => {
  const { ports: given, appended, printed } = ports()
  const { image } = record('api')
  const inputs = {
    mode: 'write',
    component: 'api',
    image,
    digest: digest('a'),
    facts: 'verdict: passed',
  } as const
  await expect(run(inputs, given)).resolves.toMatchObject({
    'artifact-name': 'image-api-1.json',
    images: '',
  })
  expect(appended).toEqual([])
  await expect(run(COLLECT, given)).resolves.toEqual({
    'artifact-name': '',
    images: { api: image },
    digests: { api: digest('a') },
    image,
    services: '',
    records: {
      api: { image, digest: digest('a'), facts: { verdict: 'passed' }, attempt: 1, job: 'images' },
    },
  })
  expect(appended).toHaveLength(1)
  expect(printed).toContain(`api: ${image} (job images, attempt 1)`)
})

test.each([
  [['api', 'web'], ''],
  [[], ''],
])('image is empty for %j', async (expected, image) => {
  const { ports: given, records } = ports()
  for (const name of expected) records.put(`image-${name}-1.json`, record(name))
  await expect(run({ ...COLLECT, expected }, given)).resolves.toMatchObject({ image })
})

test('without summary nothing is appended', async () => {
  const { ports: given, records, appended } = ports()
  records.put('image-api-1.json', record('api'))
  const services = plannedServicesIn('{"shop":{"component":"api","container":"app"}}')
  const outputs = await run({ ...COLLECT, services, summary: false }, given)
  expect(outputs.services).toEqual({ shop: { images: { app: record('api').image } } })
  expect(appended).toEqual([])
})

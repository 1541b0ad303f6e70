import { maskable } from '@ci-kit/core/inputs'
import { parseInputs } from '@ci-kit/docker-cache/inputs'
import { describe, expect, test } from '@jest/globals'
import { expectRefused, inputsOf, parse, type Refused } from './parsed.ts'

test('inputs have the defaults of the manifest', () => {
  const { options, output, flavor, ...inputs } = inputsOf()
  expect(inputs).toEqual({
    registry: { host: 'ghcr.io', folders: [] },
    imageName: 'org/shop/api',
    githubToken: 'secret-token',
    username: '',
    password: '',
    builder: undefined,
    task: 'build',
    tags: '',
    components: '',
    concurrency: 4,
    allOrNone: true,
    digests: '',
    retries: 2,
    cache: {
      scope: '',
      mode: 'max',
      write: true,
      targets: [],
      from: [],
      to: [],
      exportTimeoutMs: 900_000,
      localFolder: undefined,
      localMaxBytes: 20e9,
      mounts: true,
      mountsMaxBytes: 1e9,
    },
    skip: 'auto',
    maxAgeMs: undefined,
    limits: { minHitRate: undefined, maxImageSize: undefined, maxLayerWaste: undefined },
    onLimit: 'fail',
    efficiency: false,
    lint: 'warn',
    lintIgnore: [],
    minFreeBytes: undefined,
    freeDiskSpace: false,
    summary: true,
  })
  expect(flavor.latest).toBe('auto')
})

test('inputs are all read', () => {
  const inputs = inputsOf({
    registry: 'https://registry.example.test/team/',
    username: ' me ',
    password: ' pass ',
    builder: ' cloud ',
    tags: '# a comment\ntype=raw,value=x',
    flavor: 'latest=false',
    concurrency: '64',
    'all-or-none': 'false',
    retries: '0',
    'cache-scope': ' feature ',
    'cache-mode': 'min',
    'cache-write': 'False',
    'cache-targets': 'deps, builder\ntools',
    'cache-from': '# a comment\ntype=gha,scope=api',
    'cache-to': 'type=gha,scope=api,mode=max',
    'cache-export-timeout': '60',
    'local-cache': '/var/cache',
    'local-cache-max-size': '1GiB',
    'cache-mounts': 'false',
    'cache-mounts-max-size': '10MB',
    skip: 'require',
    'max-age': '7d',
    'min-hit-rate': '80',
    'max-image-size': '500MB',
    'max-layer-waste': '5',
    'on-limit': 'warn',
    efficiency: 'true',
    lint: 'off',
    'lint-ignore': 'root-user',
    'min-free-space': '10GB',
    'free-disk-space': 'TRUE',
    summary: 'false',
  })
  expect(inputs).toMatchObject({
    registry: { host: 'registry.example.test', folders: ['team'] },
    username: 'me',
    password: 'pass',
    builder: 'cloud',
    tags: '# a comment\ntype=raw,value=x',
    flavor: { latest: false },
    concurrency: 64,
    allOrNone: false,
    retries: 0,
    cache: {
      scope: 'feature',
      mode: 'min',
      write: false,
      targets: ['deps', 'builder', 'tools'],
      from: ['type=gha,scope=api'],
      to: ['type=gha,scope=api,mode=max'],
      exportTimeoutMs: 60_000,
      localFolder: '/var/cache',
      localMaxBytes: 2 ** 30,
      mounts: false,
      mountsMaxBytes: 10e6,
    },
    skip: 'require',
    maxAgeMs: 7 * 86_400_000,
    limits: { minHitRate: 80, maxImageSize: 500e6, maxLayerWaste: 5 },
    onLimit: 'warn',
    efficiency: true,
    lint: 'off',
    lintIgnore: ['root-user'],
    minFreeBytes: 10e9,
    freeDiskSpace: true,
    summary: false,
  })
})

describe('sizes that are empty', () => {
  test.each([['local-cache-max-size'], ['cache-mounts-max-size']])('%s is no limit', (name) => {
    const { localMaxBytes, mountsMaxBytes } = inputsOf({ [name]: '' }).cache
    expect([localMaxBytes, mountsMaxBytes]).toContain(Number.POSITIVE_INFINITY)
  })
})

describe('what is to be done', () => {
  test.each([
    ['build', {}],
    ['check', { call: 'check' }],
    ['merge', { mode: 'merge', digests: `sha256:${'a'.repeat(64)}` }],
    ['build', { 'image-name': '', components: '- name: api' }],
  ])('is to %s, given %j', (task, given) => expect(inputsOf(given).task).toBe(task))

  test.each<[Record<string, string>, string[]]>([
    [{ 'image-name': '' }, ["'image-name' is not set", "'components'"]],
    [{ components: '- name: x' }, ["'image-name' and 'components' are both set", 'each component']],
    [
      { mode: 'merge', 'image-name': '', components: '- name: x', digests: 'sha256:a' },
      ["'mode' is 'merge'", "Remove 'components'", "'image-name'"],
    ],
    [{ mode: 'merge', call: 'check' }, ["'mode' is 'merge'", "'call' is 'check'", 'Remove one']],
    [{ mode: 'merge' }, ["'digests' is not set", 'one digest a line']],
    [{ digests: 'sha256:a' }, ["'digests' is set", "'mode' is 'build'", "'mode: merge'"]],
  ])('is refused where it makes no sense: %j', (given, words) => expectRefused(given, words))
})

describe('secrets are masked whole and line by line:', () => {
  test.each(['github-token', 'password'])('%s', (name) => {
    const token = 'first line\nsecond line'
    expect(parse({ [name]: token }).masked).toEqual(expect.arrayContaining(maskable(token)))
  })

  test('before anything can be refused', () => {
    const masked: string[] = []
    const read = (name: string) => (name === 'password' || name === 'github-token' ? name : '')
    const mask = (secret: string) => void masked.push(secret)
    expect(() => parseInputs({ read, mask })).toThrow("'registry' is not set")
    expect(masked).toEqual(['github-token', 'password'])
  })
})

const flags = ['all-or-none', 'cache-write', 'cache-mounts', 'efficiency', 'free-disk-space']
const refused: Refused[] = [
  ...[...flags, 'summary'].map(
    (name): Refused => [name, 'ture', [`'${name}' is 'ture'`, "'true' or 'false'"]],
  ),
  ['mode', 'join', ["'mode' is 'join'", "'build', 'merge'"]],
  ['call', 'lint', ["'call' is 'lint'", "'build', 'check'"]],
  ['concurrency', '0', ["'concurrency' is '0'", 'from 1 to 64']],
  ['concurrency', 'all', ["'concurrency' is 'all'", 'from 1 to 64']],
  ['retries', '11', ["'retries' is '11'", 'from 0 to 10']],
  ['retries', '-1', ["'retries' is '-1'", 'from 0 to 10']],
  ['flavor', 'newest=true', ["'flavor'", 'newest=true', "'latest=auto'"]],
  ['cache-mode', 'maximum', ["'cache-mode' is 'maximum'", "'max', 'min'"]],
  ['cache-export-timeout', '0', ["'cache-export-timeout' is '0'", 'from 1 to 86400']],
  ['cache-export-timeout', '5m', ["'cache-export-timeout' is '5m'", 'whole number']],
  ['local-cache-max-size', '20', ["'local-cache-max-size' is '20'", "'10GB'"]],
  ['cache-mounts-max-size', 'big', ["'cache-mounts-max-size' is 'big'", "'10GB'"]],
  ['skip', 'always', ["'skip' is 'always'", "'auto', 'never', 'require'"]],
  ['max-age', '7', ["'max-age' is '7'", "'12h' or '7d'"]],
  ['min-hit-rate', '80%', ["'min-hit-rate' is '80%'", 'from 0 to 100']],
  ['min-hit-rate', '101', ["'min-hit-rate' is '101'", 'from 0 to 100']],
  ['max-image-size', '-1MB', ["'max-image-size' is '-1MB'", "'10GB'"]],
  ['max-layer-waste', '0.5', ["'max-layer-waste' is '0.5'", 'from 0 to 100']],
  ['on-limit', 'ignore', ["'on-limit' is 'ignore'", "'fail', 'warn'"]],
  ['lint', 'true', ["'lint' is 'true'", "'warn', 'fail', 'off'"]],
  ['lint-ignore', 'root', ["'lint-ignore'", "'root'", 'Use some of: ']],
  ['min-free-space', 'much', ["'min-free-space' is 'much'", "'10GB'"]],
]

test.each(refused)('a wrong input is refused with what to do: %s: %j', (name, value, words) =>
  expectRefused({ [name]: value }, words),
)

import type { BuildPlan } from '@ci-kit/docker-cache/build-command'
import { buildError } from '@ci-kit/docker-cache/diagnosis'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const planWith = (change: Partial<BuildPlan> = {}): BuildPlan => ({
  context: '.',
  file: undefined,
  target: 'final',
  platforms: [],
  buildArgs: [],
  references: ['ghcr.io/org/app:1'],
  push: true,
  cacheFrom: [],
  cacheTo: undefined,
  ...change,
})

const errorOf = (text: string, change: Partial<BuildPlan> = {}) =>
  buildError({ exitCode: 1, text: text.split('\n') }, planWith(change))

const solve = (words: string) => `ERROR: failed to build: failed to solve: ${words}`
const push = (image: string, words: string) => solve(`failed to push ${image}: ${words}`)
const base = (image: string, words: string) =>
  solve(`${image}: failed to resolve source metadata for ${image}: ${words}`)

const HEAD = 'Head "http://127.0.0.1:1/v2/a/blobs/sha256:60"'
const HUB = 'docker.io/org/app:1'
const GHCR = 'ghcr.io/org/app:1'
const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1'

type Case = [name: string, text: string, words: string[]]

/* Texts of buildx 0.31 with BuildKit 0.32, or of reports in their issue trackers. */
const dockerfiles: Case[] = [
  [
    'an instruction that does not exist',
    solve('dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)'),
    ['The Dockerfile cannot be read', 'unknown instruction: RUNN (did you mean RUN?)', 'Correct'],
  ],
  ['an empty file', solve('the Dockerfile cannot be empty'), ['no FROM', 'Start it with one']],
  ['no FROM', solve('no build stage in current context'), ['no FROM', 'Start it with one']],
  [
    'an empty base name',
    solve('base name ($BASE) should not be blank'),
    ['$BASE', 'is empty', "'build-args'"],
  ],
  [
    'a step that fails',
    solve('process "/bin/sh -c echo before; exit 7" did not complete successfully: exit code: 7'),
    ['exit code 7', 'echo before; exit 7', 'output is above'],
  ],
  [
    'a step whose command speaks of other failures',
    solve(
      'process "/bin/sh -c echo failed to push x: denied: no space left on device" did not complete successfully: exit code: 1',
    ),
    ['A step ended with exit code 1'],
  ],
  [
    'a step that was killed',
    solve('process "/bin/sh -c npm ci" did not complete successfully: exit code: 137'),
    ['exit code 137', 'memory ran out', 'larger runner'],
  ],
  [
    'a path that is not in the context',
    solve(
      'failed to compute cache key: failed to calculate checksum of ref r86::aui: "/nothing.txt": not found',
    ),
    ['/nothing.txt', '.dockerignore', "'--from'"],
  ],
  [
    'an address of ADD',
    solve('failed to load cache key: invalid response status 404'),
    ['ADD', 'status 404', 'Check it'],
  ],
  [
    'a stage that is not there',
    solve('target stage "two" could not be found'),
    ["Input 'target' is 'two'", "'AS' names"],
  ],
  [
    'a Dockerfile that is not there',
    solve('failed to read dockerfile: open Other: no such file or directory'),
    ['no Dockerfile Other', "input 'file'"],
  ],
  [
    'a base image without the platform',
    base('docker.io/library/old:1', 'no match for platform in manifest sha256:ab: not found'),
    ["the builder's platform", "'platforms'"],
  ],
  ['a secret', solve('secret tok: not found'), ['secret tok', "Remove 'required'"]],
  ['an SSH agent', solve('unset ssh forward key default'), ['SSH agent default', 'Remove']],
  [
    'an entitlement of the client',
    solve('failed to load LLB: network.host is not allowed'),
    ['network.host', '--network=host'],
  ],
  [
    'an entitlement of the builder',
    solve('granting entitlement security.insecure is not allowed by build daemon configuration'),
    ['security.insecure', '--security=insecure'],
  ],
]

const pushes: Case[] = [
  [
    'a job without write access, on ghcr.io',
    push(GHCR, 'denied: installation not allowed to Create organization package'),
    [`refused the push of ${GHCR}`, 'not allowed to Create', 'packages: write'],
  ],
  [
    'a package of another repository, on ghcr.io',
    push(GHCR, 'denied: installation not allowed to Write organization package'),
    [`refused the push of ${GHCR}`, 'packages: write', 'package access'],
  ],
  [
    'a status of ghcr.io',
    push(
      GHCR,
      'unexpected status from POST request to https://ghcr.io/v2/org/app/blobs/uploads/: 403 Forbidden',
    ),
    ['refused the push', '403 Forbidden', 'packages: write'],
  ],
  [
    'a job that is not logged in',
    push('registry.example.test/app:1', 'unauthorized: authentication required'),
    ['refused the push', 'authentication required', 'Log in before this step'],
  ],
  [
    'Docker Hub',
    push(
      HUB,
      'push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ),
    ['refused the push', 'insufficient_scope', 'Log in before this step'],
  ],
  [
    'a token service',
    push(
      'registry.example.test/app:1',
      'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://registry.example.test/token: 403 Forbidden',
    ),
    ['refused the push', '403 Forbidden', 'Log in'],
  ],
  [
    'Amazon ECR without a login',
    push(ECR, 'failed to authorize: no basic auth credentials'),
    ['refused the push', 'no basic auth credentials', 'Log in'],
  ],
  [
    'a tag that must not change',
    push(
      ECR,
      "tag invalid: The image tag '1' already exists in the 'app' repository and cannot be overwritten because the repository is immutable.",
    ),
    [ECR, 'does not let tags change', "input 'tags'"],
  ],
  [
    'a repository that ECR does not have',
    push(
      ECR,
      "name unknown: The repository with name 'app' does not exist in the registry with id '123456789012'",
    ),
    ['no such repository', 'Create it first', "'image-name'"],
  ],
  [
    'a registry that is down',
    push(
      '127.0.0.1:1/a:1',
      `failed to do request: ${HEAD}: dial tcp 127.0.0.1:1: connect: connection refused`,
    ),
    ['did not answer', '127.0.0.1:1/a:1', 'connection refused', "input 'registry'"],
  ],
  [
    'a host that does not exist',
    push(
      'nohost.invalid/a:1',
      `failed to do request: ${HEAD}: dial tcp: lookup nohost.invalid on 10.0.0.53:53: no such host`,
    ),
    ['did not answer', 'no such host', "input 'registry'"],
  ],
  [
    'a connection that breaks',
    push('127.0.0.1:1/a:1', `failed to do request: ${HEAD}: EOF`),
    ['did not answer', '(EOF)'],
  ],
  [
    'too many requests',
    push(HUB, 'toomanyrequests: requested access to the resource is denied'),
    ['limits how often', 'later'],
  ],
  [
    'a registry that fails',
    push(
      GHCR,
      'failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://ghcr.io/token: 503 Service Unavailable',
    ),
    ['The registry failed', '503 Service Unavailable', 'Run the job again'],
  ],
  [
    'plain HTTP',
    push(
      'registry.local:5000/app:1',
      'failed to do request: Head "https://registry.local:5000/v2/app/blobs/sha256:60": http: server gave HTTP response to HTTPS client',
    ),
    ['plain HTTP', 'registry.local:5000', 'http = true', '--buildkitd-config'],
  ],
  [
    'a certificate',
    push(
      'www.harbor.test/king/app:1',
      'failed to authorize: failed to fetch oauth token: Post "https://www.harbor.test/service/token": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ),
    ['does not trust', 'certificate signed by unknown authority', '"www.harbor.test"', 'ca ='],
  ],
  [
    'BuildKit before 0.11',
    'error: failed to solve: server message: insufficient_scope: authorization failed\nERROR: failed to solve: rpc error: code = Unknown desc = unexpected status: 403 Forbidden',
    ['refused the push of the image', '403 Forbidden'],
  ],
]

const pulls: Case[] = [
  [
    'an image that does not exist',
    base('127.0.0.1:5971/base:none', '127.0.0.1:5971/base:none: not found'),
    ['127.0.0.1:5971/base:none does not exist', 'FROM', '--from'],
  ],
  [
    'an image that may not be read',
    base(
      HUB,
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ),
    [`refused to hand out ${HUB}`, 'log in'],
  ],
  [
    'an answer of several lines',
    `${base('h.test/x:1', 'unexpected status from HEAD request to http://h.test/v2/x/manifests/1: 403 Forbidden')}\ndenied`,
    ['refused to hand out h.test/x:1', '403 Forbidden denied'],
  ],
  [
    'a registry that is down',
    base(
      '127.0.0.1:1/base:1',
      `failed to do request: ${HEAD}: dial tcp 127.0.0.1:1: connect: connection refused`,
    ),
    ['did not answer when 127.0.0.1:1/base:1 was pulled', 'connection refused', 'Dockerfile'],
  ],
  [
    'a registry that fails',
    base(
      'h.test/x:1',
      'unexpected status from HEAD request to http://h.test/v2/x/manifests/1: 500 Internal Server Error',
    ),
    ['The registry failed', '500 Internal Server Error'],
  ],
  [
    'too many requests',
    solve(
      'arm64v8/debian:12: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/arm64v8/debian/manifests/sha256:53: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.',
    ),
    ['limits how often', 'registry-1.docker.io/arm64v8/debian', 'log in'],
  ],
]

const builders: Case[] = [
  [
    'a full disk',
    solve('ResourceExhausted: write /var/lib/docker/overlay2/x/diff/y: no space left on device'),
    ['disk is full', 'docker buildx prune'],
  ],
  ['a full memory', solve('fork/exec /usr/bin/runc: cannot allocate memory'), ['memory is full']],
  [
    'a driver without cache export',
    'ERROR: failed to build: Cache export is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.',
    ['no cache export', 'docker buildx create --use'],
  ],
  [
    'an old driver without cache export',
    'ERROR: cache export feature is currently not supported for docker driver. Please switch to a different driver (eg. "docker buildx create --use")',
    ['no cache export', 'docker buildx create --use'],
  ],
  [
    'a driver for one platform',
    'ERROR: failed to build: Multi-platform build is not supported for the docker driver.\nSwitch to a different driver',
    ['no multi-platform build', 'docker buildx create --use'],
  ],
  ['a name', 'ERROR: no builder "nobody" found', ['no builder named nobody', 'BUILDX_BUILDER']],
  [
    'no engine',
    'ERROR: failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
    ['does not answer', 'Start Docker'],
  ],
  [
    'an old client without an engine',
    'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ['does not answer', 'Start Docker'],
  ],
  [
    'a remote engine that is not there',
    'ERROR: failed to build: context deadline exceeded',
    ['does not answer'],
  ],
  [
    'a socket of another user',
    'ERROR: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    ['may not use Docker', "group 'docker'"],
  ],
  [
    'an engine that died',
    'ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
    ['ended the build', 'Run the job again'],
  ],
  ['an engine that was stopped', solve('Canceled: context canceled'), ['ended the build']],
  [
    'a client without buildx',
    "docker: 'buildx' is not a docker command.\nSee 'docker --help'",
    ['no buildx', 'Install'],
  ],
  ['an old buildx', 'ERROR: unknown flag: --metadata-file', ['too old', '0.13']],
  [
    'a git repository',
    solve(
      'failed to load cache key: failed to fetch remote https://github.com/org/none.git: git stderr: fatal: could not read Username',
    ),
    ['https://github.com/org/none.git', "input 'context'"],
  ],
]

describe.each([
  ['the Dockerfile', dockerfiles],
  ['a push', pushes],
  ['a base image', pulls],
  ['the builder', builders],
])('a build that fails by %s:', (_, cases) => {
  test.each(cases)('%s', (_, text, words) => {
    const { message } = errorOf(text)
    for (const part of words) expect(message).toContain(part)
    expect(message).not.toMatch(/The build failed|[\r\n]|undefined/)
    expect(message).toMatch(/[.\]]$/)
  })
})

test('a step for another platform that ends with 255 points to QEMU', () => {
  const text = solve('process "/bin/sh -c x" did not complete successfully: exit code: 255')
  expect(errorOf(text, { platforms: ['linux/arm64'] }).message).toContain('QEMU')
  expect(errorOf(text).message).not.toContain('QEMU')
})

test('a missing platform is named', () => {
  const text = base('x:1', 'no match for platform in manifest: not found')
  const { message } = errorOf(text, { platforms: ['linux/arm64', 'linux/s390x'] })
  expect(message).toContain('linux/arm64, linux/s390x')
})

describe('a failure that nobody knows', () => {
  test('is quoted', () => {
    expect(errorOf(solve('something new')).message).toBe('The build failed: something new')
  })

  test('is quoted from the last error on, not from what was printed before', () => {
    expect(errorOf('WARNING: x\nERROR: first\n\nERROR: second').message).toBe(
      'The build failed: second',
    )
  })

  test('is quoted from its last lines where buildx names no error', () => {
    const text = ['one', 'two', 'three', 'four', 'five', 'six'].join('\n')
    expect(errorOf(text).message).toBe('The build failed: two three four five six')
  })

  test('is cut', () => {
    expect(errorOf(`ERROR: ${'x'.repeat(5_000)}`).message).toHaveLength(619)
  })

  test('without a word gives the exit code', () => {
    const { message } = buildError({ exitCode: 139, text: [] }, planWith())
    expect(message).toBe('The build failed: buildx ended with exit code 139 and said nothing')
  })
})

describe('the place', () => {
  const frame = (place: string) =>
    [
      'WARNING: No output specified with remote driver.',
      place,
      '--------------------',
      '   1 |     FROM alpine',
      '   2 | >>> RUNN x',
      '--------------------',
      solve('dockerfile parse error on line 2: unknown instruction: RUNN'),
    ].join('\n')

  test.each<[Partial<BuildPlan>, object]>([
    [{}, { file: 'Dockerfile', line: 2 }],
    [{ context: './services/api' }, { file: 'services/api/Dockerfile', line: 2 }],
    [{ file: './docker/web.Dockerfile' }, { file: 'docker/web.Dockerfile', line: 2 }],
    [{ context: 'https://github.com/org/app.git' }, {}],
  ])('is a line of the Dockerfile of %j', (change, at) => {
    expect(errorOf(frame('Dockerfile:2'), change).at).toEqual(at)
  })

  test('is not there without a frame', () => {
    expect(errorOf(solve('something new')).at).toEqual({})
    expect(errorOf(frame('no place')).at).toEqual({})
    expect(errorOf('--------------------\nERROR: x').at).toEqual({})
  })
})

describe('what others have written', () => {
  test('stays on one line without control characters', () => {
    const text = fc.array(fc.string({ unit: 'binary' })).map((lines) => ['ERROR: x', ...lines])
    fc.assert(
      fc.property(text, (text) => {
        expect(buildError({ exitCode: 1, text }, planWith()).message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      }),
    )
  })

  test('is searched in no time, however long it is', () => {
    const text = Array.from({ length: 200 }, () => 'ERROR: failed to push x: y "/z'.repeat(130))
    const start = performance.now()
    buildError({ exitCode: 1, text }, planWith())
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

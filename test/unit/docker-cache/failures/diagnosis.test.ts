import type { BuildPlan } from '@ci-kit/docker-cache/build/build-options'
import {
  buildError,
  isCacheWithHoles,
  isTransientPush,
} from '@ci-kit/docker-cache/failures/diagnosis'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'
import { cpuTime } from '../../../fakes/cpu-time.ts'
import { planWith } from '../build/plans.ts'
import { base, errorOf, push, solve } from '../failures.ts'

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

describe('a push may be tried again when the registry', () => {
  const isTransient = (text: string) => isTransientPush({ exitCode: 1, text: text.split('\n') })
  const URL = 'https://ghcr.io/v2/org/app/blobs/uploads/1'
  const APP = 'ghcr.io/org/app:1'

  test.each([
    ['is asked too often', `unexpected status from PUT request to ${URL}: 429 Too Many Requests`],
    ['says so in its own words', 'toomanyrequests: retry-after: 41.9s, allowed: 44000/minute'],
    ['fails', `unexpected status from PUT request to ${URL}: 500 Internal Server Error`],
    [
      'is behind a proxy that fails',
      `unexpected status from PUT request to ${URL}: 502 Bad Gateway`,
    ],
    ['is down', `unexpected status from HEAD request to ${URL}: 503 Service Unavailable`],
    ['is slow', `unexpected status from PUT request to ${URL}: 504 Gateway Timeout`],
    ['hangs up', `failed to copy: failed to do request: Put "${URL}": EOF`],
    ['hangs up in the middle', `failed to do request: Put "${URL}": unexpected EOF`],
    ['resets', `failed to do request: Put "${URL}": write tcp 1:2->3:4: connection reset by peer`],
    ['closes the pipe', `failed to do request: Put "${URL}": write: broken pipe`],
    ['does not answer', `failed to do request: Put "${URL}": dial tcp 10.0.0.1:443: i/o timeout`],
    ['refuses', `failed to do request: Put "${URL}": dial tcp: connect: connection refused`],
    ['does not greet', `failed to do request: Put "${URL}": net/http: TLS handshake timeout`],
    ['goes away', `failed to do request: Put "${URL}": http2: server sent GOAWAY and closed`],
    [
      'cannot hand out a token',
      'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://ghcr.io/token: 503 Service Unavailable',
    ],
  ])('%s', (_, words) => {
    expect(isTransient(push(APP, words))).toBe(true)
    expect(
      isTransient(`WARNING: x\n${solve(`Unavailable: failed to push ${APP}: ${words}`)}`),
    ).toBe(true)
  })

  test('says so to BuildKit before 0.11', () => {
    expect(isTransient(solve('unexpected status: 503 Service Unavailable'))).toBe(true)
  })

  test.each([
    ['a refusal', push(APP, 'denied: installation not allowed to Write organization package')],
    ['a status', push(APP, `unexpected status from POST request to ${URL}: 403 Forbidden`)],
    ['a tag that must not change', push(APP, 'tag invalid: is immutable')],
    ['a base image', base('h.test/x:1', 'unexpected status: 503 Service Unavailable')],
    [
      'a step that prints of a failed push',
      solve(
        'process "/bin/sh -c echo failed to push x: 503 Service Unavailable; exit 1" did not complete successfully: exit code: 1',
      ),
    ],
    [
      'a Dockerfile that speaks of one',
      solve(
        'dockerfile parse error on line 1: unknown instruction: failed to push x: connection reset by peer',
      ),
    ],
    ['a push in what was printed before', `${push(APP, 'broken pipe')}\n${solve('boo')}`],
    ['a builder that ends', 'ERROR: failed to receive status: rpc error: error reading: EOF'],
    ['silence', ''],
  ])('but not for %s', (_, text) => expect(isTransient(text)).toBe(false))
})

describe('a cache whose layers are gone', () => {
  const failure = (text: string) => ({ exitCode: 1, text: text.split('\n') })

  test('is known by what the builder misses', () => {
    const text = solve(
      'failed to compute cache key: could not fetch content descriptor sha256:ab (application/vnd.oci.image.layer.v1.tar+gzip) from remote: not found',
    )
    expect(isCacheWithHoles(failure(text))).toBe(true)
  })

  test.each([undefined, failure(solve('base:1: not found')), failure('')])(
    'and not by %j',
    (none) => {
      expect(isCacheWithHoles(none)).toBe(false)
    },
  )
})

describe('what others have written', () => {
  test('stays on one line without control characters', () => {
    const text = fc.array(fc.string({ unit: codePoint })).map((lines) => ['ERROR: x', ...lines])
    fc.assert(
      fc.property(text, (text) => {
        expect(buildError({ exitCode: 1, text }, planWith()).message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      }),
    )
  })

  test('is searched in no time, however long it is', () => {
    const text = Array.from({ length: 200 }, () => 'ERROR: failed to push x: y "/z'.repeat(130))
    const took = cpuTime(() => void buildError({ exitCode: 1, text }, planWith()))
    expect(took).toBeLessThan(2_000)
  })
})

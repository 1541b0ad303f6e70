import { gzipSync } from 'node:zlib'
import type { Json } from '@ci-kit/core/json'
import { describe, expect, test } from '@jest/globals'
import { type CodeScanning, codeScanning } from '../../../fakes/code-scanning.ts'

/** The fake has to be as strict as the service, or nothing that it takes means anything. */

const API = 'https://api/repos/octo/shop'
const location = (uri?: string): Json => ({
  physicalLocation: { artifactLocation: uri === undefined ? {} : { uri } },
})

const run = (id: string, more: Json = {}, rules: readonly Json[] = []): Json => ({
  tool: { driver: { name: 'Trivy', rules } },
  automationDetails: { id },
  results: [],
  ...more,
})

const posted = (service: CodeScanning, runs: readonly Json[], more: Json = {}) =>
  service.post(
    {
      commit_sha: 'a'.repeat(40),
      ref: 'refs/heads/main',
      sarif: gzipSync(JSON.stringify({ runs })).toString('base64'),
      checkout_uri: 'file:///work',
      ...more,
    },
    API,
  )

const errorsOf = (...runs: readonly Json[]) => {
  const service = codeScanning({})
  expect(posted(service, runs).status).toBe(202)
  const [received] = service.received
  const reply = service.status(received?.id ?? '', API)
  const { processing_status, errors } = JSON.parse(reply.body)
  expect(processing_status).toBe(received?.errors.length === 0 ? 'complete' : 'failed')
  return errors
}

const many = <T>(count: number, one: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => one(at))

describe('the processing of the fake', () => {
  test.each<[string, readonly Json[], string | null]>([
    ['20 runs', many(20, (at) => run(`${at}/`)), null],
    [
      '21 runs',
      many(21, (at) => run(`${at}/`)),
      'rejecting SARIF, as there are more runs than allowed (21 > 20)',
    ],
    ['25,000 results', [run('a/', { results: many(25_000, () => ({})) })], null],
    [
      '25,001 results',
      [run('a/', { results: many(25_001, () => ({})) })],
      'rejecting SARIF, as there are more results per run than allowed (25001 > 25000)',
    ],
    [
      'a category twice',
      [run('a/1'), run('a/2')],
      'A delivery cannot contain multiple runs with the same category',
    ],
    [
      'a severity that is no number',
      [run('a/', {}, [{ id: 'x', properties: { 'security-severity': 'HIGH' } }])],
      'could not convert rules: invalid security severity value, is not a number',
    ],
    ['a relative address', [run('a/', { results: [{ locations: [location('x/y')] }] })], null],
    [
      'an address of another scheme',
      [run('a/', { results: [{ locations: [location('docker://web')] }] })],
      'SARIF URI scheme "docker" did not match the checkout URI scheme "file"',
    ],
    [
      'no address',
      [run('a/', { results: [{ locations: [location()] }] })],
      'locationFromSarifResult: expected artifact location',
    ],
    [
      '1,001 locations',
      [run('a/', { results: [{ locations: many(1_001, () => location('x')) }] })],
      'rejecting SARIF, as there are more locations per result than allowed (1001 > 1000)',
    ],
  ])('of %s', (_name, runs, error) => {
    expect(errorsOf(...runs)).toEqual(error === null ? null : [error])
  })
})

describe('the fake refuses', () => {
  test.each<[Json, number]>([
    [{ commit_sha: 'main' }, 422],
    [{ ref: 'main' }, 422],
    [{ sarif: '{}' }, 400],
    [{ sarif: gzipSync('{}').toString('base64') }, 400],
    [{ sarif: Buffer.alloc(10 * 1024 * 1024 + 1).toString('base64') }, 413],
  ])('%#', (more, status) => {
    const service = codeScanning({})
    expect(posted(service, [run('a/')], more).status).toBe(status)
    expect(service.received).toEqual([])
  })
})

import { renderDeployments } from '@ci-kit/cli/demo/deploy-table'
import { renderProofs, renderScans, renderTable, tableJson } from '@ci-kit/cli/demo/table'
import { componentsOf } from '@ci-kit/cli/demo/workflow'
import { describe, expect, test } from '@jest/globals'
import { attested, build, deployed, run, scan, skipped, verified } from './demo-builds.ts'

const told = [
  { title: 'first push', run: run(build('api', 0, 'a'), build('worker', 7, 'b')) },
  { title: 'again', run: run(skipped('api', 'a')) },
  { title: 'docs only', run: run() },
  { title: 'large image', leftOut: 'only 2.1 GB free, needs 4.0 GB' },
]

test('the table lines up', () => {
  expect(renderTable(told).split('\n')).toEqual([
    'step           component            cached   rate  seconds  digest',
    '─────────────  ────────────────  ─────────  ─────  ───────  ──────────────────────────────',
    '1 first push   api                     0/9    0 %      1.3  sha256:aaaaaaaaaaaa',
    '               worker                  7/9   77 %      1.3  sha256:bbbbbbbbbbbb',
    '2 again        api               unchanged  100 %      1.3  sha256:aaaaaaaaaaaa',
    '3 docs only    nothing to build                        2.0',
    '4 large image  left out                                     only 2.1 GB free, needs 4.0 GB',
  ])
})

const scans = [
  { title: 'alone', scan: scan('fail', Number.NaN) },
  { title: 'compared', scan: scan('pass', 0) },
  { title: 'third', leftOut: 'no trivy on this machine' },
]

test('the scans have a table of their own, numbered on', () => {
  expect(renderScans(scans, 5).split('\n').slice(2)).toEqual([
    '5 alone     api        fail            0     1           0.5  sha256:cccccccccccc',
    '6 compared  api        pass            0     1    0      0.5  sha256:cccccccccccc',
    '7 third     left out                                          no trivy on this machine',
  ])
})

const proofs = [
  { title: 'sign', attested: attested(5, 0) },
  { title: 'again', attested: attested(5, 5) },
  { title: 'verify', verified: verified(3, 0) },
  { title: 'other', verified: verified(0, 3) },
  { title: 'last', leftOut: 'nothing was built' },
]

test('signing and verifying have a table of their own, numbered on', () => {
  expect(renderProofs(proofs, 8).split('\n')).toEqual([
    'step       outcome                      statements  seconds',
    '─────────  ───────────────────────────  ──────────  ───────',
    '8 sign     signed                                5      1.3',
    '9 again    reused                                5      1.3',
    '10 verify  verified                              3      0.5',
    '11 other   refused                               3      0.5',
    '12 last    left out: nothing was built',
  ])
})

const deployments = [
  { title: 'deploy', deployed: deployed('succeeded') },
  { title: 'crash', deployed: deployed('rolled-back', 137) },
  { title: 'last', leftOut: 'nothing was signed' },
]

test('deployments have a table of their own, numbered on, that calls them simulated', () => {
  expect(renderDeployments(deployments, 9).split('\n')).toEqual([
    'step (simulated ECS)  outcome                       task definitions       changes  seconds',
    '────────────────────  ────────────────────────────  ─────────────────────  ───────  ───────',
    '9 deploy              succeeded                     shop-api:2 shop-web:2        4      2.5',
    '10 crash              rolled-back (exit code 137)   shop-api:2 shop-web:2        4      2.5',
    '11 last               left out: nothing was signed',
  ])
})

test('scripts get whole digests and numbers', () => {
  expect(JSON.parse(tableJson({ story: told, scans, proofs, deployments }))).toEqual({
    steps: [
      {
        step: 'first push',
        selected: ['api', 'worker'],
        seconds: 2,
        builds: [build('api', 0, 'a'), build('worker', 7, 'b')],
      },
      { step: 'again', selected: ['api'], seconds: 2, builds: [skipped('api', 'a')] },
      { step: 'docs only', selected: [], seconds: 2, builds: [] },
      { step: 'large image', leftOut: 'only 2.1 GB free, needs 4.0 GB' },
    ],
    scans: [
      { step: 'alone', ...scan('fail', Number.NaN), introduced: null },
      { step: 'compared', ...scan('pass', 0) },
      { step: 'third', leftOut: 'no trivy on this machine' },
    ],
    proofs: [
      { step: 'sign', outcome: 'signed', ...attested(5, 0) },
      { step: 'again', outcome: 'reused', ...attested(5, 5) },
      { step: 'verify', ...verified(3, 0) },
      { step: 'other', ...verified(0, 3) },
      { step: 'last', leftOut: 'nothing was built' },
    ],
    deployments: [
      { step: 'deploy', ...deployed('succeeded') },
      { step: 'crash', ...deployed('rolled-back', 137) },
      { step: 'last', leftOut: 'nothing was signed' },
    ],
  })
})

describe('componentsOf', () => {
  test('reads the rows of the matrix', () => {
    const matrix = '{"include":[{"component":"api","path":"x"},{"component":"web"}]}'
    expect(componentsOf(matrix)).toEqual(['api', 'web'])
    expect(componentsOf('{"include":[]}')).toEqual([])
  })

  test.each([
    ['', /no JSON/],
    ['[]', /names no components/],
    ['{"include":[{"name":"api"}]}', /names no components/],
  ])('refuses %j', (matrix, message) => {
    expect(() => componentsOf(matrix)).toThrow(message)
  })
})

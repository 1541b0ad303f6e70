import { broken, type Chapter } from '@ci-kit/cli/demo/story'
import { renderTable, tableJson } from '@ci-kit/cli/demo/table'
import { type Build, componentsOf, type WorkflowRun } from '@ci-kit/cli/demo/workflow'
import { describe, expect, test } from '@jest/globals'

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
const build = (component: string, cachedSteps: number, letter: string): Build => ({
  component,
  cachedSteps,
  totalSteps: 9,
  seconds: 1.25,
  digest: digest(letter),
})
const run = (...builds: Build[]): WorkflowRun => ({
  selected: builds.map(({ component }) => component),
  builds,
  seconds: 2,
})

const changed: Chapter = { title: 'one line', selected: ['api', 'web'] }
const unchanged: Chapter = { ...changed, title: 'again', unchanged: true }
const before = run(build('api', 0, 'a'), build('web', 0, 'b'))

describe('broken', () => {
  test.each<[string, Chapter, WorkflowRun, WorkflowRun | undefined]>([
    ['a first build', changed, before, undefined],
    [
      'the matrix in another order',
      changed,
      run(build('web', 3, 'd'), build('api', 2, 'c')),
      before,
    ],
    [
      'all cached, same digests',
      unchanged,
      run(build('api', 9, 'a'), build('web', 9, 'b')),
      before,
    ],
    ['nothing to build', { title: 'docs', selected: [] }, run(), before],
  ])('nothing, for %s', (_, chapter, now, last) => {
    expect(broken(chapter, now, last)).toEqual([])
  })

  test.each<[string, Chapter, WorkflowRun, RegExp]>([
    [
      'a component too many',
      { title: 'docs', selected: [] },
      run(build('api', 1, 'c')),
      /'docs' selected api; it has to select nothing/,
    ],
    [
      'a component too few',
      changed,
      run(build('api', 1, 'c')),
      /'one line' selected api; it has to select api, web/,
    ],
    [
      'a step built again',
      unchanged,
      run(build('api', 8, 'a'), build('web', 9, 'b')),
      /'again', api: 8 of 9 steps were cached; all have to be/,
    ],
    [
      'another digest',
      unchanged,
      run(build('api', 9, 'c'), build('web', 9, 'b')),
      /'again', api: the digest changed from sha256:a+ to sha256:c+/,
    ],
    [
      'a change that built nothing',
      changed,
      run(build('api', 9, 'c'), build('web', 1, 'd')),
      /api: 9 of 9 steps were cached, so nothing was built/,
    ],
    [
      'a change that changed no image',
      changed,
      run(build('api', 1, 'a'), build('web', 1, 'd')),
      /api: the digest did not change/,
    ],
    [
      'outputs that are missing',
      changed,
      run({ ...build('api', 1, 'c'), totalSteps: Number.NaN }, build('web', 1, 'd')),
      /api: no steps were counted/,
    ],
    [
      'no digest',
      changed,
      run({ ...build('api', 1, 'c'), digest: '' }, build('web', 1, 'd')),
      /api: '' is no digest/,
    ],
  ])('tells %s', (_, chapter, now, sentence) => {
    const sentences = broken(chapter, now, before)
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toMatch(sentence)
  })
})

const told = [
  { title: 'first push', run: run(build('api', 0, 'a'), build('worker', 10, 'b')) },
  { title: 'docs only', run: run() },
]

test('the table lines up', () => {
  expect(renderTable(told).split('\n')).toEqual([
    'step          component         cached  seconds  digest',
    '────────────  ────────────────  ──────  ───────  ───────────────────',
    '1 first push  api                  0/9      1.3  sha256:aaaaaaaaaaaa',
    '              worker              10/9      1.3  sha256:bbbbbbbbbbbb',
    '2 docs only   nothing to build              2.0',
  ])
})

test('scripts get whole digests and numbers', () => {
  expect(JSON.parse(tableJson(told))).toEqual({
    steps: [
      {
        step: 'first push',
        selected: ['api', 'worker'],
        seconds: 2,
        builds: [build('api', 0, 'a'), build('worker', 10, 'b')],
      },
      { step: 'docs only', selected: [], seconds: 2, builds: [] },
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

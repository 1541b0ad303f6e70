import { readJobMap } from '@ci-kit/required-jobs/job-map'
import { describe, expect, test } from '@jest/globals'
import { explanation, gate, needs } from './gate.ts'

describe('input jobs', () => {
  test.each<[string, string, [string, unknown][]]>([
    ['nothing', '', []],
    ['a comment', '# none yet', []],
    [
      'names and lists',
      'a: api\nb: [api, web]\nc:\n  - web',
      [
        ['a', ['api']],
        ['b', ['api', 'web']],
        ['c', ['web']],
      ],
    ],
    [
      'all',
      `a: '*'\nb: [api, '*']`,
      [
        ['a', 'all'],
        ['b', 'all'],
      ],
    ],
    ['JSON', '{"a": "api"}', [['a', ['api']]]],
    [
      'awkward names',
      '__proto__: constructor\n1: api',
      [
        ['__proto__', ['constructor']],
        ['1', ['api']],
      ],
    ],
  ])('holds %s', async (_, text, expected) => {
    expect(new Map(await readJobMap(text))).toEqual(new Map(expected))
  })

  test.each<[string, RegExp]>([
    ['- a\n- b', /'jobs' is not a mapping. Write one 'job: component' a line/],
    ['api', /'jobs' is not a mapping/],
    ['a: *', /'jobs', line 1: /],
    ['a: api\na: web', /'jobs', line 2: .*unique/],
    ['a:', /gives job 'a' no component.*'allowed-skips'/],
    ['a: []', /gives job 'a' no component/],
    ['a: { b: c }', /gives job 'a' no component/],
    ['a: [api, 1]', /gives job 'a' no component/],
    [`a: ''`, /gives job 'a' no component/],
  ])('%j is refused', async (text, message) => {
    await expect(readJobMap(text)).rejects.toThrow(message)
  })
})

const GIVEN = {
  needs: needs({ detect: 'success', build: 'success', lint: 'success' }),
  explanation: explanation(['api', 'web'], ['api']),
}

describe('contradictions are refused', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a job in jobs that is not needed',
      { jobs: 'biuld: api' },
      /'jobs' names job 'biuld', which this job does not need. It needs detect, build, lint\./,
    ],
    [
      'a component that is not there',
      { jobs: 'build: [api, wbe]' },
      /gives job 'build' the component 'wbe', .*It holds api, web\./,
    ],
    ['another case of a component', { jobs: 'build: API' }, /the component 'API'/],
    [
      'components without detection',
      { jobs: 'build: api', explanation: 'none' },
      /'jobs' names components, but input 'explanation' is 'none'/,
    ],
    [
      'a job that is mapped and may be skipped',
      { jobs: 'build: api', 'allowed-skips': 'build' },
      /'build' is in the inputs 'jobs' and 'allowed-skips'/,
    ],
    [
      'a detect job that is mapped',
      { jobs: 'build: api', 'detect-job': 'build' },
      /'detect-job' and 'jobs'/,
    ],
    [
      'a detect job that may be skipped',
      { 'detect-job': 'lint', 'allowed-skips': 'lint' },
      /'lint' is in the input 'allowed-skips'.*Remove it there/,
    ],
    [
      'a usual detect job that may be skipped',
      { 'allowed-skips': 'detect' },
      /'detect' is in the input 'allowed-skips'.*that in 'detect-job'/,
    ],
    [
      'a usual detect job that may fail',
      { 'allowed-failures': 'detect' },
      /'detect' is in the input 'allowed-failures'/,
    ],
    [
      'a detect job that may fail',
      { 'detect-job': 'lint', 'allowed-failures': 'lint' },
      /'lint' is in the input 'allowed-failures'.*must succeed/,
    ],
  ])('%s', async (_, inputs, message) => {
    const ending = await gate({ ...GIVEN, ...inputs })
    expect(ending).toMatchObject({ verdict: 'unreadable', outputs: {}, summary: '' })
    expect(ending.message).toMatch(message)
  })

  test('but an empty explanation does not make a component of jobs unknown', async () => {
    const ending = await gate({ ...GIVEN, explanation: '', jobs: 'build: api' })
    expect(ending.verdict).toBe('failed')
    expect(ending.message).toMatch(/^Input 'explanation' is empty/)
  })
})

describe('the detect job', () => {
  const NONE_SELECTED = explanation(['api'], [])
  const skipped = (ids: string[]) =>
    needs(
      Object.fromEntries(
        ['first', 'detect', 'changes', 'build'].map((id) => [
          id,
          ids.includes(id) ? 'skipped' : 'success',
        ]),
      ),
    )

  test.each<[string, string[], Record<string, string>, string[]]>([
    ['is detect', ['detect'], {}, ['detect']],
    ['is changes', ['changes'], {}, ['changes']],
    ['is both', ['detect', 'changes'], {}, ['detect', 'changes']],
    ['is no other', ['first', 'build'], {}, []],
    ['is the one that is named', ['first', 'detect'], { 'detect-job': 'first' }, ['first']],
    ['can be several', ['first', 'build'], { 'detect-job': 'first, build' }, ['first', 'build']],
    ['is not guessed when it has components', ['detect'], { jobs: 'detect: api' }, []],
  ])('%s', async (_, ids, inputs, failed) => {
    const { outputs } = await gate({ needs: skipped(ids), explanation: NONE_SELECTED, ...inputs })
    expect(outputs).toEqual({
      verdict: failed.length > 0 ? 'failed' : 'passed',
      failed,
      skipped: ids.filter((id) => !failed.includes(id)),
    })
  })

  test('may not be skipped because a component of its name is not selected', async () => {
    const { outputs } = await gate({
      needs: skipped(['detect']),
      explanation: explanation(['detect'], []),
    })
    expect(outputs).toMatchObject({ verdict: 'failed', failed: ['detect'] })
  })
})

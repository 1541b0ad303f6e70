import { parseInputs } from '@ci-kit/required-jobs/inputs'
import { describe, expect, test } from '@jest/globals'
import { fakeReader } from '../core/fake-reader.ts'
import { explanation, gate, needs } from './gate.ts'

const GIVEN = { needs: needs({ build: 'success' }), explanation: 'none' }

describe('needs', () => {
  test('are read in their order, with any name', () => {
    const text = `{"b":{"result":"skipped","outputs":{"x":"failure"}},"__proto__":{"result":"failure"},"a":{"result":"success"}}`
    expect(parseInputs(fakeReader({ ...GIVEN, needs: text })).needs).toEqual([
      { id: 'b', result: 'skipped' },
      { id: '__proto__', result: 'failure' },
      { id: 'a', result: 'success' },
    ])
  })

  test.each<[string, string, RegExp]>([
    ['nothing', '', /'needs' is not set/],
    ['no JSON', 'Object', /'needs' cannot be read as JSON: .*toJSON\(needs\)/],
    ['cut JSON', '{"a":{"result":"success"}', /cannot be read as JSON/],
    ['null', 'null', /'needs' is not a JSON object.*toJSON\(needs\)/],
    ['a list', '["build"]', /'needs' is not a JSON object/],
    ['a text', '"success"', /'needs' is not a JSON object/],
    ['no jobs', '{}', /'needs' holds no job/],
    ['results only', '{"build":"success"}', /has no result for 'build'/],
    ['one job of the needs', '{"result":"success","outputs":{}}', /has no result for 'result'/],
    ['a job without a result', '{"build":{"outputs":{}}}', /has no result for 'build'/],
    [
      'an inherited result',
      '{"build":{"__proto__":{"result":"success"}}}',
      /no result for 'build'/,
    ],
    ['a result in a list', '{"build":{"result":["success"]}}', /has no result for 'build'/],
    ['no word', '{"build":{"result":""}}', /has the result '' for job 'build'/],
    ['another word', '{"build":{"result":"neutral"}}', /'neutral' for job 'build'.*update it/],
    ['another case', '{"build":{"result":"Success"}}', /'Success' for job 'build'/],
    ['a space', '{"build":{"result":"success "}}', /'success ' for job 'build'/],
    ['a later job', '{"a":{"result":"success"},"b":{}}', /has no result for 'b'/],
  ])('%s is refused', async (_, text, message) => {
    const ending = await gate({ ...GIVEN, needs: text })
    expect(ending).toMatchObject({ verdict: 'unreadable', outputs: {}, log: [], summary: '' })
    expect(ending.message).toMatch(message)
  })

  test('a name from outside cannot break out of the message', async () => {
    const { message } = await gate({ ...GIVEN, needs: '{"a\\n::error::b":{}}' })
    expect(message).toContain("'a\\n::error::b'")
    expect(message).not.toContain('\n')
  })
})

describe('the explanation', () => {
  test.each<[string, string, object]>([
    ['is empty', '', { kind: 'missing' }],
    ['is white space', ' \n', { kind: 'missing' }],
    ['is none', ' none ', { kind: 'none' }],
    [
      'has members that it does not need',
      explanation(['api', '__proto__'], ['__proto__'], false),
      {
        kind: 'known',
        reliable: false,
        components: new Map([
          ['api', false],
          ['__proto__', true],
        ]),
      },
    ],
  ])('%s', (_, text, expected) => {
    const inputs = parseInputs(fakeReader({ ...GIVEN, explanation: text }))
    expect(inputs.explanation).toEqual(expected)
  })

  test.each<[string, string, RegExp]>([
    ['no JSON', 'api', /^The explanation cannot be read: .*output 'explanation' of detect-changes/],
    ['none in another case', 'None', /cannot be read/],
    ['cut JSON', explanation(['api'], []).slice(0, -1), /cannot be read/],
    ['output changes', '[]', /it is no JSON object/],
    ['output matrix', '{"include":[]}', /'reliable' is neither/],
    ['reliable as text', '{"reliable":"true","components":[]}', /'reliable' is neither/],
    ['no components', '{"reliable":true}', /'components' is no list/],
    ['an empty list', '{"reliable":true,"components":[]}', /lists no component/],
    ['names only', '{"reliable":true,"components":["api"]}', /component 1 is no object/],
    [
      'selected as text',
      explanation(['a'], []).replace('false', '"false"'),
      /'selected' of component 1/,
    ],
    ['a component twice', explanation(['a', 'b', 'a'], ['b']), /holds component 'a' twice/],
  ])('%s is refused', async (_, text, message) => {
    const ending = await gate({ ...GIVEN, explanation: text })
    expect(ending.verdict).toBe('unreadable')
    expect(ending.message).toMatch(message)
  })
})

describe.each(['allowed-skips', 'allowed-failures', 'detect-job'])('%s', (input) => {
  const member = (
    {
      'allowed-skips': 'allowedSkips',
      'allowed-failures': 'allowedFailures',
      'detect-job': 'detectJobs',
    } as const
  )[input]

  test.each<[string, string[]]>([
    ['', []],
    ['[]', []],
    ['a', ['a']],
    ['a, b-c,\n_d\n# no job\n', ['a', 'b-c', '_d']],
    [' ["a", "b"] ', ['a', 'b']],
  ])('%j is a list of jobs', (text, jobs) => {
    expect(parseInputs(fakeReader({ ...GIVEN, [input]: text }))).toHaveProperty(member ?? '', jobs)
  })

  test.each<[string, RegExp]>([
    ['{"build":{"result":"success"}}', /which is not the id of a job. Use ids of jobs/],
    ['a b', /holds 'a b', which is not the id/],
    ['*', /holds '\*', which is not the id/],
    ['["a"', /cannot be read as JSON/],
    ['["a", 1]', /something else than text/],
    ['[["a"]]', /something else than text/],
  ])('%j is refused', async (text, message) => {
    const ending = await gate({ ...GIVEN, [input]: text })
    expect(ending.verdict).toBe('unreadable')
    expect(ending.message).toMatch(message)
    expect(ending.message).toContain(`'${input}'`)
  })

  test('a job that is not among the needs is refused', async () => {
    const { verdict, message } = await gate({ ...GIVEN, [input]: 'biuld' })
    expect(verdict).toBe('unreadable')
    expect(message).toBe(
      `Input '${input}' names job 'biuld', which this job does not need. It needs build. Correct the name, or add the job to 'needs: […]'.`,
    )
  })
})

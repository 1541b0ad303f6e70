import { isObject } from '@ci-kit/core/json'
import { solveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const base64 = (text: string) => Buffer.from(text).toString('base64')

test('a progress object is read as BuildKit writes it', () => {
  const status = solveStatus({
    vertexes: [
      {
        digest: 'sha256:1',
        name: '[2/2] RUN make',
        started: '2026-11-21T10:35:13.339876221Z',
        completed: '2026-11-21T10:35:14.339876221Z',
        cached: true,
        error: 'boo',
      },
      { digest: 'sha256:2', name: '[1/2] FROM x', inputs: ['sha256:1', 7] },
    ],
    logs: [{ vertex: 'sha256:1', stream: 1, data: base64('hello\n') }],
    statuses: [
      {
        id: 'sha256:9',
        vertex: 'sha256:1',
        name: 'downloading',
        current: 5,
        total: 10,
        timestamp: '2026-11-21T10:35:13.339Z',
        started: '2026-11-21T10:35:13.339Z',
      },
      { id: 'pushing layers', vertex: 'sha256:1', current: -1 },
      { id: 'of nothing' },
    ],
    warnings: [
      {
        vertex: 'sha256:1',
        url: 'https://docs.docker.com/go/dockerfile/rule/from-as-casing/',
        detail: [base64('One.'), base64('Two.')],
        short: base64('FromAsCasing: casing (line 1)'),
        sourceInfo: { filename: 'Dockerfile' },
        range: [{ start: { line: 3, character: 0 }, end: { line: 3 } }],
      },
    ],
  })
  const started = Date.parse('2026-11-21T10:35:13.339Z')
  expect(status.vertexes).toEqual([
    {
      digest: 'sha256:1',
      name: '[2/2] RUN make',
      inputs: [],
      cached: true,
      started,
      completed: started + 1000,
      error: 'boo',
    },
    {
      digest: 'sha256:2',
      name: '[1/2] FROM x',
      inputs: ['sha256:1'],
      cached: false,
      started: undefined,
      completed: undefined,
      error: undefined,
    },
  ])
  const part = { vertex: 'sha256:1', completed: undefined }
  expect(status.statuses).toEqual([
    { ...part, id: 'sha256:9', current: 5, total: 10, started },
    { ...part, id: 'pushing layers', current: 0, total: undefined, started: undefined },
  ])
  expect(status.logs).toEqual([{ vertex: 'sha256:1', text: Buffer.from('hello\n') }])
  expect(status.warnings).toEqual([
    {
      text: 'FromAsCasing: casing (line 1)',
      file: 'Dockerfile',
      line: 3,
      rule: 'FromAsCasing',
      url: 'https://docs.docker.com/go/dockerfile/rule/from-as-casing/',
      detail: 'One. Two.',
    },
  ])
})

describe('what is not as it should be is passed over:', () => {
  const nothing = { vertexes: [], statuses: [], logs: [], warnings: [] }
  test.each([
    ['nothing', {}],
    ['null', { vertexes: null, logs: null, warnings: null }],
    ['no lists', { vertexes: {}, logs: 'x', warnings: 1 }],
    ['no objects in the lists', { vertexes: [1, null, []], logs: ['x'], warnings: [true] }],
    ['no digest', { vertexes: [{ name: 'x' }, { digest: 5 }], logs: [{ data: 'eA==' }] }],
    ['what newer versions add', { statuses: [{ id: 'x' }], invention: 1 }],
  ])('%s', (_, json) => expect(solveStatus(json)).toEqual(nothing))

  test('times that are none', () => {
    const [vertex] = solveStatus({
      vertexes: [{ digest: 'd', started: 'yesterday', completed: 17 }],
    }).vertexes
    expect(vertex).toMatchObject({ started: undefined, completed: undefined })
  })

  test('a cached mark that is not true itself', () => {
    const [vertex] = solveStatus({ vertexes: [{ digest: 'd', cached: 'true' }] }).vertexes
    expect(vertex?.cached).toBe(false)
  })
})

test('no JSON makes it throw, and what comes out has its types', () => {
  const key = fc.constantFrom('vertexes', 'logs', 'warnings', 'digest', 'started', 'data', 'range')
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }))
  fc.assert(
    fc.property(tree, (json) => {
      fc.pre(isObject(json))
      const { vertexes, logs, warnings } = solveStatus(isObject(json) ? json : {})
      for (const { digest, name } of vertexes)
        expect([typeof digest, typeof name]).toEqual(['string', 'string'])
      for (const { text } of logs) expect(text).toBeInstanceOf(Uint8Array)
      for (const { text } of warnings) expect(typeof text).toBe('string')
    }),
  )
})

import { matricesOf, usedMatrices } from '@ci-kit/detect-changes/answer-outputs/matrix'
import { describe, expect, test } from '@jest/globals'
import { answer, caused, component, dependent, own, rule } from './answers.ts'
import { change } from './samples.ts'

const many = (count: number) =>
  answer(Array.from({ length: count }, (_, at) => own(`c${at}`, [change(`c${at}/x`)])))

describe('the matrix', () => {
  test('has a row for each selected component, in their order', () => {
    const lock = change('package-lock.json')
    const everything = caused('all', { kind: 'everything', why: 'a schedule compares nothing' })
    const global = { kind: 'global', change: lock, rule: rule('package-lock.json') } as const
    const { matrix } = matricesOf(
      answer([
        own('web', [change('web/$(id)'), change('web/b')]),
        own('docs', []),
        dependent('cli', 'ui', 'core'),
        caused('job', global),
        everything,
      ]),
    )
    expect(matrix.include).toEqual([
      { component: 'web', path: '', reason: 'web/**', 'files-count': 2 },
      { component: 'cli', path: '', reason: 'needs core', 'files-count': 0 },
      { component: 'job', path: '', reason: 'all-on package-lock.json', 'files-count': 0 },
      {
        component: 'all',
        path: '',
        reason: 'everything: a schedule compares nothing',
        'files-count': 0,
      },
    ])
    expect(JSON.stringify(matrix)).not.toContain('$(id)')
  })

  test('adds metadata, which replaces nothing in any spelling', () => {
    const metadata = new Map(
      Object.entries({ runner: 'arm', nested: { a: [1, null] }, component: 'x', Path: 'y' }),
    )
    metadata.set('__proto__', 'z')
    const selection = {
      ...own('api', [change('api/x')]),
      component: component('api', { path: 'services/api', metadata }),
    }
    const [row] = matricesOf(answer([selection])).matrix.include
    expect(JSON.stringify(row)).toBe(
      '{"component":"api","path":"services/api","reason":"api/**","files-count":1,"runner":"arm","nested":{"a":[1,null]},"__proto__":"z"}',
    )
  })

  test('reasons are one short line', () => {
    const cause = { kind: 'file', change: change('x') } as const
    const [row] = matricesOf(
      answer([caused('api', { ...cause, rule: rule(`a\n\u202e${'b'.repeat(4_000)}`) })]),
    ).matrix.include
    expect(row?.reason).toMatch(/^a\\n\\u\{202e\}b+… \(3903 more characters\)$/)
  })

  test.each([
    [0, [0, 0, 0, 0], 0],
    [1, [1, 0, 0, 0], 1],
    [256, [256, 0, 0, 0], 1],
    [257, [256, 1, 0, 0], 2],
    [1_000, [256, 256, 256, 232], 4],
  ])('of %i components is %j rows', (count, rows, used) => {
    const matrices = matricesOf(many(count))
    expect(Object.keys(matrices)).toEqual(['matrix', 'matrix-2', 'matrix-3', 'matrix-4'])
    expect(Object.values(matrices).map(({ include }) => include.length)).toEqual(rows)
    expect(usedMatrices(matrices)).toBe(used)
    expect(
      Object.values(matrices).flatMap(({ include }) => include.map((row) => row.component)),
    ).toEqual(Array.from({ length: count }, (_, at) => `c${at}`))
  })

  test('never loses a component', () => {
    expect(() => matricesOf(many(1_025))).toThrow(
      '1025 components are selected, and the matrices have room for 1024',
    )
  })
})

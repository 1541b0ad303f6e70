import { parseExplanation } from '@ci-kit/core/explanation'
import { outputBytes } from '@ci-kit/core/outputs'
import { answerOutputs } from '@ci-kit/detect-changes/answer-outputs/answer-outputs'
import type { ListFormat } from '@ci-kit/detect-changes/answer-outputs/list-format'
import { BUDGET_BYTES } from '@ci-kit/detect-changes/answer-outputs/output-budget'
import type { Detection } from '@ci-kit/detect-changes/detection'
import { explanationOf } from '@ci-kit/detect-changes/report/explanation'
import type { Selection } from '@ci-kit/detect-changes/selection'
import { describe, expect, test } from '@jest/globals'
import { answer, caused, component, known, own, UNKNOWN } from './answers.ts'
import { memoryListFiles } from './memory-list-files.ts'
import { A, B, change } from './samples.ts'

const outputsOf = (
  selections: readonly Selection[],
  format: ListFormat = 'none',
  detection: Detection = known(),
) => {
  const { files, ...port } = memoryListFiles()
  const told = answer(selections, selections.length === 0)
  const explanation = explanationOf(told, detection, 'push')
  return { ...answerOutputs(told, explanation, format, port), files, explanation }
}

const EMPTY = { include: [] }
const API = own('api', [change('api/a'), change('api/-b\nc')])
const WEB = own('web', [])
const files = (name: string, count: number, prefix = 'a/folder/file') =>
  own(
    name,
    Array.from({ length: count }, (_, at) => change(`${prefix}-${at}.ts`)),
  )

describe('outputs', () => {
  test('hold every component and those of their own, with a component called __proto__', () => {
    const { outputs, explanation, spilled } = outputsOf([API, own('__proto__', [change('x')]), WEB])
    expect(Object.entries(outputs)).toEqual([
      ['changes', ['api', '__proto__']],
      ['has-changes', true],
      ['docs-only', false],
      ['base', A],
      ['head', B],
      ['base-reason', 'the tip before the push'],
      ['reliable', true],
      ['reason', ''],
      [
        'matrix',
        {
          include: [
            { component: 'api', path: '', reason: 'api/**', 'files-count': 2 },
            { component: '__proto__', path: '', reason: '__proto__/**', 'files-count': 1 },
          ],
        },
      ],
      ['matrix-2', EMPTY],
      ['matrix-3', EMPTY],
      ['matrix-4', EMPTY],
      ['api', true],
      ['api_count', 2],
      ['__proto__', true],
      ['__proto___count', 1],
      ['web', false],
      ['web_count', 0],
      ['explanation', JSON.stringify(explanation)],
    ])
    expect(spilled).toEqual([])
  })

  test('nothing selected is an empty matrix, not a missing one', () => {
    const { outputs } = outputsOf([])
    expect(outputs).toMatchObject({
      changes: [],
      matrix: EMPTY,
      'has-changes': false,
      'docs-only': true,
    })
  })

  test('an unknown change says why', () => {
    const cause = { kind: 'everything', why: 'the base is gone' } as const
    const { outputs } = outputsOf([caused('api', cause)], 'json', UNKNOWN)
    expect(outputs).toMatchObject({
      changes: ['api'],
      base: '',
      head: B,
      reliable: false,
      reason: 'the base is gone',
      api: true,
      api_count: 0,
      api_files: '[]',
    })
  })

  test.each([
    ['json', String.raw`["api/a","api/-b\nc"]`, '[]'],
    ['nul-file', '/lists/api_files.nul', '/lists/empty.nul'],
  ] as const)('list-files: %s', (format, api, web) => {
    const { outputs } = outputsOf([API, WEB, own('docs', [])], format)
    expect(outputs).toMatchObject({ api_files: api, web_files: web, docs_files: web })
  })

  test('files hold the names as they are, each with a NUL behind it', () => {
    const { files } = outputsOf([API, WEB], 'nul-file')
    expect([...files]).toEqual([
      ['/lists/api_files.nul', 'api/a\0api/-b\nc\0'],
      ['/lists/empty.nul', ''],
    ])
  })

  test('list-files: none has no lists and writes no file', () => {
    const { outputs, files } = outputsOf([API])
    expect(Object.keys(outputs).filter((name) => name.includes('_files'))).toEqual([])
    expect(files.size).toBe(0)
  })
})

describe('lists that do not fit', () => {
  test('are files, the longest ones first', () => {
    const {
      outputs,
      spilled,
      files: written,
    } = outputsOf([files('api', 30_000), files('web', 1)], 'json')
    expect(spilled).toEqual(['api_files_path'])
    expect(outputs).not.toHaveProperty('api_files')
    expect(outputs).toMatchObject({
      api_count: 30_000,
      api_files_path: '/lists/api_files.json',
      web_files: '["a/folder/file-0.ts"]',
    })
    expect(JSON.parse(written.get('/lists/api_files.json') ?? '')).toHaveLength(30_000)
    expect(outputBytes(Object.entries(outputs))).toBeLessThanOrEqual(BUDGET_BYTES)
  })

  test.each(['shell', 'csv', 'escape'] as const)('have the format %s there too', (format) => {
    const { outputs, files: written } = outputsOf([files('api', 30_000)], format)
    expect([...written.keys()]).toEqual([String(outputs.api_files_path)])
    expect([...written.values()].join()).toContain('a/folder/file-29999.ts')
  })

  test('leave room for the paths of all of them', () => {
    const selections = Array.from({ length: 900 }, (_, at) => files(`component-${at}`, 50))
    const { outputs, spilled } = outputsOf(selections, 'json')
    expect(spilled.length).toBeGreaterThan(500)
    expect(outputBytes(Object.entries(outputs))).toBeLessThanOrEqual(BUDGET_BYTES)
    for (const {
      component: { name },
    } of selections) {
      const set = [`${name}_files`, `${name}_files_path`].filter((output) =>
        Object.hasOwn(outputs, output),
      )
      expect(set).toHaveLength(1)
    }
  })
})

describe('an explanation that is long', () => {
  test('is a file, and comes without files and patterns', () => {
    const long = 'd/'.repeat(2_000)
    const selections = Array.from({ length: 200 }, (_, at) =>
      own(`c${at}`, [change(`${long}${at}`)]),
    )
    const { outputs, spilled, files: written, explanation } = outputsOf(selections)
    expect(spilled).toEqual(['explanation-path'])
    const { components } = parseExplanation(String(outputs.explanation))
    expect(components).toHaveLength(200)
    expect(components[7]).toEqual({
      component: 'c7',
      selected: true,
      because: 'file',
      'files-count': 1,
    })
    expect(outputs['explanation-path']).toBe('/lists/explanation.json')
    expect(written.get('/lists/explanation.json')).toBe(JSON.stringify(explanation))
    expect(outputs.matrix).toMatchObject({ include: { length: 200 } })
  })

  test('goes before the lists: a file does not reach another job', () => {
    const { outputs } = outputsOf([files('api', 22_000)], 'json')
    expect(outputs).toHaveProperty('explanation')
    expect(outputs).toHaveProperty('api_files_path')
  })
})

test('a matrix that does not fit is an error that names the component and what to do', () => {
  const selections = [
    own('small', [change('a')]),
    {
      ...own('large', [change('a')]),
      component: component('large', { row: { notes: 'x'.repeat(600_000) } }),
    },
  ]
  expect(() => outputsOf(selections)).toThrow(
    /^The outputs take 1\d{3} KiB, and 900 KiB fit: GitHub allows 1 MB a job\. The largest row of the matrix is that of 'large' with 1\d{3} KiB: shorten the metadata/,
  )
})

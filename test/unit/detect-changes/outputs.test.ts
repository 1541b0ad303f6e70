import type { Detection } from '@ci-kit/detect-changes/detect'
import { parseFilters } from '@ci-kit/detect-changes/filters'
import { outputsOf } from '@ci-kit/detect-changes/outputs'
import type { Selection } from '@ci-kit/detect-changes/select'
import { select, selectAll } from '@ci-kit/detect-changes/select'
import { describe, expect, test } from '@jest/globals'
import { A, B, change } from './samples.ts'

const known = (paths: readonly string[]): Extract<Detection, { kind: 'known' }> => ({
  kind: 'known',
  base: A,
  head: B,
  why: 'the tip before the push',
  changes: paths.map((path) => change(path)),
})

const filters = parseFilters("api: api/**\n__proto__: 'x/**'\nweb: web/**", 'filters')
const selections = (detection: Extract<Detection, { kind: 'known' }>): readonly Selection[] =>
  select(filters, detection.changes)

describe('outputs', () => {
  test('hold every filter and the outputs of their own, with a filter called __proto__', () => {
    const detection = known(['api/a', 'x/b', 'api/c'])
    const { outputs, leftOut } = outputsOf(selections(detection), detection, 'json')
    expect(leftOut).toEqual([])
    expect(Object.entries(outputs)).toEqual([
      ['changes', ['api', '__proto__']],
      [
        'matrix',
        {
          include: [
            { component: 'api', reason: '2 changed, pattern api/**' },
            { component: '__proto__', reason: '1 changed, pattern x/**' },
          ],
        },
      ],
      ['has-changes', true],
      ['base', A],
      ['head', B],
      ['base-reason', 'the tip before the push'],
      ['reliable', true],
      ['reason', ''],
      ['api', true],
      ['api_count', 2],
      ['api_files', '["api/a","api/c"]'],
      ['__proto__', true],
      ['__proto___count', 1],
      ['__proto___files', '["x/b"]'],
      ['web', false],
      ['web_count', 0],
      ['web_files', '[]'],
    ])
  })

  test('nothing selected is an empty matrix, not a missing one', () => {
    const detection = known(['README.md'])
    expect(outputsOf(selections(detection), detection, 'json').outputs).toMatchObject({
      changes: [],
      matrix: { include: [] },
      'has-changes': false,
    })
  })

  test('an unknown change selects everything and says why', () => {
    const detection = { kind: 'unknown', reason: 'a tag was pushed' } as const
    const { outputs } = outputsOf(selectAll(filters), detection, 'json')
    expect(outputs).toMatchObject({
      changes: ['api', '__proto__', 'web'],
      'has-changes': true,
      base: '',
      reliable: false,
      reason: 'a tag was pushed',
      api: true,
      api_count: 0,
    })
  })

  test('list-files: none has no lists', () => {
    const detection = known(['api/a'])
    const { outputs, leftOut } = outputsOf(selections(detection), detection, 'none')
    expect(Object.keys(outputs).filter((name) => name.endsWith('_files'))).toEqual([])
    expect(leftOut).toEqual([])
    expect(outputs.api_count).toBe(1)
  })

  test('no file name gets into the matrix', () => {
    const detection = known(['api/$(id)'])
    const { outputs } = outputsOf(selections(detection), detection, 'json')
    expect(JSON.stringify(outputs.matrix)).not.toContain('$(id)')
  })

  test('lists that are too long are left out whole, the longest first', () => {
    const many = Array.from({ length: 30_000 }, (_, at) => `api/folder/file-${at}.ts`)
    const detection = known([...many, 'web/a'])
    const { outputs, leftOut } = outputsOf(selections(detection), detection, 'json')
    expect(leftOut).toEqual(['api'])
    expect(outputs).not.toHaveProperty('api_files')
    expect(outputs).toMatchObject({ api: true, api_count: 30_000, web_files: '["web/a"]' })
    const written = Object.values(outputs).map((value) => JSON.stringify(value).length * 2)
    expect(written.reduce((sum, bytes) => sum + bytes)).toBeLessThan(1024 * 1024)
  })
})

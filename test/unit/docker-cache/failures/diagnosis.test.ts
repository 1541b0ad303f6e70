import type { BuildPlan } from '@ci-kit/docker-cache/build/build-command'
import { buildError } from '@ci-kit/docker-cache/failures/diagnosis'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { errorOf, planWith, solve } from '../failures.ts'

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

describe('what others have written', () => {
  test('stays on one line without control characters', () => {
    const text = fc.array(fc.string({ unit: 'binary' })).map((lines) => ['ERROR: x', ...lines])
    fc.assert(
      fc.property(text, (text) => {
        expect(buildError({ exitCode: 1, text }, planWith()).message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      }),
    )
  })

  test('is searched in no time, however long it is', () => {
    const text = Array.from({ length: 200 }, () => 'ERROR: failed to push x: y "/z'.repeat(130))
    const start = performance.now()
    buildError({ exitCode: 1, text }, planWith())
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

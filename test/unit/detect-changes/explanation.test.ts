import { readFileSync } from 'node:fs'
import { BECAUSE, parseExplanation } from '@ci-kit/core/explanation'
import type { Detection } from '@ci-kit/detect-changes/detection'
import { explanationOf } from '@ci-kit/detect-changes/report/explanation'
import { describe, expect, test } from '@jest/globals'
import { answer, caused, dependent, EVERYTHING, known, own, rule, UNKNOWN } from './answers.ts'
import { A, B, change } from './samples.ts'

const lock = change('package-lock.json')
const ALL_CAUSES = answer([
  own('core', [change('core/a', 'added'), change('core/b')]),
  dependent('web', 'ui', 'core'),
  caused('global', { kind: 'global', change: lock, rule: rule('*.json', { source: 'all-on' }) }),
  caused('docs', undefined),
])

describe('explanationOf', () => {
  test('says of each component whether it is selected and why', () => {
    const changes = [change('core/a', 'added'), change('core/b'), lock]
    const explanation = explanationOf(ALL_CAUSES, known(changes), 'push')
    expect(explanation).toEqual({
      event: 'push',
      base: A,
      head: B,
      'base-reason': 'the tip before the push',
      reliable: true,
      reason: '',
      'docs-only': false,
      'changed-files': 3,
      components: [
        {
          component: 'core',
          selected: true,
          because: 'file',
          file: 'core/a',
          status: 'added',
          pattern: 'core/**',
          source: 'filters',
          line: 3,
          'files-count': 2,
        },
        {
          component: 'web',
          selected: true,
          because: 'dependency',
          path: ['web', 'ui', 'core'],
          'files-count': 0,
        },
        {
          component: 'global',
          selected: true,
          because: 'global',
          file: 'package-lock.json',
          status: 'modified',
          pattern: '*.json',
          source: 'all-on',
          line: 1,
          'files-count': 0,
        },
        { component: 'docs', selected: false, because: 'no-change', 'files-count': 0 },
      ],
    })
    expect(parseExplanation(JSON.stringify(explanation))).toEqual(explanation)
  })

  const everything = { kind: 'everything', why: 'whatever' } as const
  test.each<[string, Detection, Parameters<typeof caused>[1], object, object]>([
    [
      'everything by nature',
      EVERYTHING,
      everything,
      { reliable: false, reason: 'a schedule compares nothing', 'changed-files': null },
      { selected: true, because: 'everything' },
    ],
    [
      'everything in doubt',
      UNKNOWN,
      everything,
      { reliable: false, reason: 'the base is gone', head: B, base: '', 'base-reason': '' },
      { selected: true, because: 'everything' },
    ],
    [
      'nothing in doubt',
      UNKNOWN,
      undefined,
      { reliable: false },
      { selected: false, because: 'unknown' },
    ],
  ])('%s', (_, detection, cause, all, one) => {
    const explanation = explanationOf(answer([caused('api', cause)]), detection, '')
    expect(explanation).toMatchObject({ ...all, components: [one] })
    expect(explanation).not.toHaveProperty('event')
  })
})

test('the example in the README is an explanation, and its table holds every reason', () => {
  const readme = readFileSync('actions/detect-changes/README.md', 'utf8')
  const [, json = ''] = /^```json\n(.*?)^```$/ms.exec(readme) ?? []
  expect(parseExplanation(json)).toEqual(JSON.parse(json))
  const table = readme.slice(readme.indexOf('| `because` |')).split('\n\n')[0] ?? ''
  expect([...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, because]) => because)).toEqual([
    'because',
    ...BECAUSE,
  ])
})

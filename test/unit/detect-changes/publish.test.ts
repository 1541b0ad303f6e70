import type { ListFormat } from '@ci-kit/detect-changes/answer-outputs/list-format'
import { publish } from '@ci-kit/detect-changes/answer-outputs/publish'
import type { Detection } from '@ci-kit/detect-changes/detection'
import type { OnUncertain } from '@ci-kit/detect-changes/on-uncertain'
import type { Answer } from '@ci-kit/detect-changes/selection'
import { describe, expect, test } from '@jest/globals'
import { answer, caused, dependent, EVERYTHING, known, own, UNKNOWN } from './answers.ts'
import { memoryListFiles } from './memory-list-files.ts'
import { change, memoryLog } from './samples.ts'

const published = (
  told: Answer,
  detection: Detection,
  wishes: { onUncertain?: OnUncertain; format?: ListFormat } = {},
) => {
  const log = memoryLog()
  const markdown: string[] = []
  const outputs = publish(
    told,
    detection,
    { event: 'push', onUncertain: 'all', format: 'none', ...wishes },
    { log, summary: { append: (text) => void markdown.push(text) }, files: memoryListFiles() },
  )
  return { outputs, log: log.lines.join('\n').split('\n'), summary: markdown.join('\n') }
}

const ALL = answer([caused('api', { kind: 'everything', why: 'whatever' })])
const NONE = answer([caused('api', undefined)])

describe('the log', () => {
  test('says what was compared, the tree of reasons and the files', () => {
    const changes = [change('core/a', 'added'), change('core/b\n::error::c')]
    const told = answer([dependent('web', 'core'), own('core', changes), own('docs', [])])
    const { log, summary, outputs } = published(told, known(changes))
    expect(log).toEqual([
      'info 2 changed files, compared: aaaaaaaaaaaa..bbbbbbbbbbbb, the tip before the push.',
      'group Components: 2 of 3 selected',
      'info ✓ core: added core/a matches core/** (filters:3), and 1 more',
      '  ✓ web: needs core',
      '– docs: no changed file matches',
      'endgroup',
      'group Changed files: 2',
      'info added core/a',
      String.raw`modified core/b\n::error::c`,
      'endgroup',
    ])
    expect(summary).toContain('### 2 of 3 components selected')
    expect(outputs).toMatchObject({ changes: ['web', 'core'], web: true, docs: false })
  })

  test('lists no more than 200 files', () => {
    const changes = Array.from({ length: 5_000 }, (_, at) => change(`docs/${at}`))
    const { log } = published(answer([own('docs', changes)]), known(changes))
    expect(log).toContain('… and 4800 more')
    expect(log).toContain('modified docs/199')
    expect(log).not.toContain('modified docs/200')
  })

  test.each<[string, Answer, Detection, OnUncertain, string]>([
    [
      'everything by nature is a notice',
      ALL,
      EVERYTHING,
      'fail',
      'notice Every component is selected: a schedule compares nothing.',
    ],
    [
      'everything in doubt is a warning',
      ALL,
      UNKNOWN,
      'all',
      'warning Every component is selected, because what changed is not known: the base is gone.',
    ],
    [
      'nothing in doubt is a warning',
      NONE,
      UNKNOWN,
      'none',
      "warning No component is selected, because of 'on-uncertain: none', though what changed is not known: the base is gone.",
    ],
  ])('%s', (_, told, detection, onUncertain, line) => {
    const { log, outputs } = published(told, detection, { onUncertain })
    expect(log[0]).toBe(line)
    expect(log[1]).toMatch(/^info Nothing was compared: /)
    expect(log).not.toContain('group Changed files: 0')
    expect(outputs).toMatchObject({ reliable: false })
  })

  test('on-uncertain: fail fails and says what else there is', () => {
    expect(() => published(ALL, UNKNOWN, { onUncertain: 'fail' })).toThrow(
      "What changed is not known: the base is gone. The step fails because of 'on-uncertain: fail'; 'on-uncertain: all' selects every component instead.",
    )
  })

  test('on-uncertain means nothing to what is known', () => {
    const { log } = published(NONE, known(), { onUncertain: 'fail' })
    expect(log.filter((line) => /^(warning|notice)/.test(line))).toEqual([])
  })
})

describe('what does not fit', () => {
  const selections = (count: number) =>
    Array.from({ length: count }, (_, at) => own(`c${at}`, [change(`c${at}/a`)]))

  test('one matrix needs no warning', () => {
    const { log } = published(answer(selections(256)), known())
    expect(log.filter((line) => line.startsWith('warning'))).toEqual([])
  })

  test('more than one needs a job for each', () => {
    const { log } = published(answer(selections(600)), known())
    expect(log).toContain(
      'warning 600 components are selected, and one matrix runs 256 jobs at most: they are in the outputs matrix, matrix-2, matrix-3. The workflow needs a job for each of these.',
    )
  })

  test('lists in files are named in one notice', () => {
    const files = Array.from({ length: 2_000 }, (_, at) => change(`a/long/folder/file-${at}`))
    const told = answer(Array.from({ length: 40 }, (_, at) => own(`c${at}`, files)))
    const { log } = published(told, known(files), { format: 'json' })
    const notices = log.filter((line) => line.startsWith('notice'))
    expect(notices).toHaveLength(1)
    expect(notices[0]).toMatch(
      /^notice These outputs name a file of this job, because what they stand for is too long for an output: (c\d+_files_path, ){19}c\d+_files_path, and \d+ more\.$/,
    )
  })
})

import { namedLog } from '@ci-kit/docker-cache/progress/named-log'
import { type ProgressOptions, progressLog } from '@ci-kit/docker-cache/progress/progress-log'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../fake-ports.ts'
import { built, part, records, says, vertex } from '../records.ts'

const start = (options: ProgressOptions = {}) => {
  const { log, printed } = memoryLog()
  return { printed, ...progressLog(log, options) }
}

const ONE = '[2/3] RUN one'
const TWO = '[3/3] RUN two'

describe('a sign of life', () => {
  test('names all that runs, since when, and its last words', () => {
    const { onProgress, heartbeat, printed } = start()
    onProgress(
      records(vertex(ONE, { started: 1_000 }), vertex('exporting to image', { started: 9_000 })),
    )
    onProgress(records(built(TWO, 1, 2, { error: 'boo' })))
    onProgress(says(ONE, 'installing\rinstalled 3 of 5'))
    printed.length = 0
    heartbeat(11_400)
    expect(printed).toEqual([
      '… [2/3] RUN one (10 s) installed 3 of 5',
      '… exporting to image (2 s)',
    ])
  })

  test('shows how much of a layer has come, and what part of the work goes on', () => {
    const { onProgress, heartbeat, printed } = start()
    onProgress(
      records(vertex(ONE, { started: 1_000 }), vertex('exporting to image', { started: 1_000 })),
    )
    const layer = (digit: string) => `sha256:${digit.repeat(64)}`
    onProgress(part(ONE, layer('a'), { current: 1_500_000, total: 10_000_000 }))
    onProgress(part(ONE, layer('b'), { current: 500_000, total: 2_000_000 }))
    onProgress(part('exporting to image', 'exporting layers', { completed: 1_500 }))
    onProgress(part('exporting to image', 'pushing layers'))
    heartbeat(3_000)
    expect(printed).toEqual([
      '… [2/3] RUN one (2 s) 2.0 of 12.0 MB',
      '… exporting to image (2 s) pushing layers',
    ])
  })

  test('never counts below zero when the clock of the builder is ahead', () => {
    const { onProgress, heartbeat, printed } = start()
    onProgress(records(vertex(ONE, { started: 60_000 })))
    heartbeat(1_000)
    expect(printed).toEqual(['… [2/3] RUN one (0 s)'])
  })
})

describe('several builds at once', () => {
  test('have their name in front of every line, and fold nothing', () => {
    const { log, printed } = memoryLog()
    const { onProgress, heartbeat, end } = progressLog(namedLog(log, 'api'))
    onProgress(records(vertex(ONE, { started: 1_000 })))
    onProgress(says(ONE, 'hello\n##[error]boo\r::error::boo\n'))
    heartbeat(3_000)
    onProgress(records(built(ONE, 1, 2)))
    onProgress(says(ONE, 'late'))
    end()
    expect(printed).toEqual([
      '[api] … [2/3] RUN one (2 s) ::error::boo',
      '[api] 1/1 built in 1.0 s [2/3] RUN one',
      '[api] hello',
      '[api] #\\#[error]boo',
      '[api] ::error::boo',
      '[api] More output of [2/3] RUN one',
      '[api] late',
    ])
  })
})

test('of a step that prints very much the start and the end are kept', () => {
  const { onProgress, printed } = start({ outputLimit: 1_000 })
  for (let line = 0; line < 1_000; line += 1) onProgress(says(ONE, `line ${line}\n`))
  onProgress(records(built(ONE, 1, 2)))
  expect(printed[1]).toBe('line 0')
  expect(printed.at(-2)).toBe('line 999')
  const note = printed.find((line) => line.startsWith('…'))
  expect(note).toBe("… 7890 bytes of this step's output are left out here …")
  expect(printed.join('\n').length).toBeLessThan(1_200)
})

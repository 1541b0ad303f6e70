import { progressLog } from '@ci-kit/docker-cache/progress/progress-log'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { memoryLog } from '../fake-ports.ts'
import { built, cached, records, says, vertex } from '../records.ts'

const start = () => {
  const { log, printed } = memoryLog()
  return { printed, ...progressLog(log) }
}

const ONE = '[2/3] RUN one'
const TWO = '[3/3] RUN two'

describe('a step is printed', () => {
  test('as a group with its output when it was built', () => {
    const { onProgress, printed } = start()
    onProgress(records(vertex(TWO), vertex(ONE, { started: 1000 })))
    onProgress(says(ONE, 'hello\n'))
    onProgress(says(ONE, 'world\n'))
    expect(printed).toEqual([])
    onProgress(records(built(ONE, 1, 3.25)))
    expect(printed).toEqual(['> 1/2 built in 2.3 s [2/3] RUN one', 'hello', 'world', '<'])
  })

  test('on a line of its own when it was cached', () => {
    const { onProgress, printed } = start()
    onProgress(records(cached(ONE)))
    expect(printed).toEqual(['1/1 cached [2/3] RUN one'])
  })

  test('in the open when it failed, with its output', () => {
    const { onProgress, printed } = start()
    onProgress(says(ONE, 'boo\n'))
    onProgress(records(built(ONE, 1, 2, { error: 'exit code: 7' })))
    expect(printed).toEqual(['1/1 failed in 1.0 s [2/3] RUN one', 'boo'])
  })

  test('as canceled when another one failed', () => {
    const { onProgress, printed } = start()
    onProgress(records(built(ONE, 1, 2, { error: 'context canceled' })))
    expect(printed).toEqual(['1/1 canceled in 1.0 s [2/3] RUN one'])
  })

  test('without a group when it was built and said nothing', () => {
    const { onProgress, end, printed } = start()
    onProgress(records(built(ONE, 1, 2)))
    end()
    expect(printed).toEqual(['1/1 built in 1.0 s [2/3] RUN one'])
  })

  test('in the order in which steps end', () => {
    const { onProgress, end, printed } = start()
    onProgress(records(vertex(ONE, { started: 1000 }), vertex(TWO, { started: 1000 })))
    onProgress(records(built(TWO, 1, 2)))
    onProgress(records(built(ONE, 1, 5)))
    end()
    expect(printed).toEqual([
      '1/2 built in 1.0 s [3/3] RUN two',
      '2/2 built in 4.0 s [2/3] RUN one',
    ])
  })

  test('not at all when nothing had to be looked at', () => {
    const { onProgress, end, printed } = start()
    onProgress(records(vertex(ONE), cached(TWO)))
    end()
    expect(printed).toEqual(['1/2 cached [3/3] RUN two'])
  })
})

describe('a step that has ended and said nothing', () => {
  test('waits a moment, because it may turn out cached', () => {
    const { onProgress, printed } = start()
    onProgress(records(built(ONE, 1, 1)))
    onProgress(records(vertex(TWO, { started: 1400 })))
    expect(printed).toEqual([])
    onProgress(records(cached(ONE)))
    expect(printed).toEqual(['1/2 cached [2/3] RUN one'])
  })

  test('is printed once half a second of the build has gone by', () => {
    const { onProgress, printed } = start()
    onProgress(records(built(ONE, 1, 1)))
    onProgress(records(vertex(TWO, { started: 1501 })))
    expect(printed).toEqual(['1/2 built in 0.0 s [2/3] RUN one'])
  })
})

test('output that comes after its step was printed is not lost', () => {
  const { onProgress, end, printed } = start()
  onProgress(says(ONE, 'first\n'))
  onProgress(records(built(ONE, 1, 2)))
  onProgress(says(ONE, 'last words\n'))
  end()
  expect(printed.slice(-2)).toEqual(['More output of [2/3] RUN one', 'last words'])
})

test('characters that are cut between two pieces are whole again', () => {
  const { onProgress, printed } = start()
  const bytes = Buffer.from('é🚀\n')
  onProgress(says(ONE, bytes.subarray(0, 1)))
  onProgress(says(ONE, bytes.subarray(1, 4)))
  onProgress(says(ONE, bytes.subarray(4)))
  onProgress(records(built(ONE, 1, 2)))
  expect(printed).toContain('é🚀')
})

describe('what a build prints', () => {
  const COMMANDS = ['::error::boo', '  ::stop-commands::x', '##[error]boo', 'a\r::add-mask::b']

  test('is no command of the runner, neither as output, nor as a name, nor as last words', () => {
    const { onProgress, heartbeat, end, printed } = start()
    for (const [index, text] of COMMANDS.entries()) {
      const name = `[${index + 1}/9] RUN ${text}\n${text}`
      onProgress(says(name, `${text}\n`))
      onProgress(records(vertex(name, { started: 1 })))
      heartbeat(5_000)
      onProgress(records(built(name, 1, 2)))
      onProgress(says(name, text))
    }
    end()
    expect(printed.filter((line) => /^\s*::|##\[|\r/.test(line))).toEqual([])
    expect(printed.join('\n')).toContain('\\::error::boo')
  })

  test('has every step that ended exactly once, and each group closed before the next line', () => {
    const names = ['[2/5] RUN a', '[3/5] RUN b', '[4/5] RUN c', '[5/5] RUN d']
    const name = fc.constantFrom(...names)
    const event = fc.oneof(
      name.map((name) => records(vertex(name))),
      name.map((name) => records(cached(name))),
      fc
        .tuple(name, fc.integer({ min: 1, max: 9 }))
        .map(([name, end]) => records(built(name, 1, end))),
      name.map((name) => records(built(name, 1, 2, { error: 'boo' }))),
      name.map((name) => says(name, 'output\n')),
    )
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const { onProgress, end, printed } = start()
        for (const status of events) onProgress(status)
        const { steps } = end()
        const titles = printed.filter((line) => /^(> )?\d+\/\d+ /.test(line))
        const ended = steps.filter(({ outcome }) => outcome !== 'unreached')
        expect(titles.map((line) => line.slice(line.indexOf('['))).sort()).toEqual(
          ended.map(({ vertex }) => vertex).sort(),
        )
        const marks = printed.filter((line) => line === '<' || line.startsWith('> '))
        expect(marks.map((mark) => mark[0]).join('')).toMatch(/^(><)*$/)
      }),
    )
  })
})

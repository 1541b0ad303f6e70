import { hintFor } from '@ci-kit/ecs/diagnosis/hints'
import { knownReason } from '@ci-kit/ecs/diagnosis/known-reasons'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cpuTime } from '../../../fakes/cpu-time.ts'
import { lines } from './task-samples.ts'

describe('exit codes', () => {
  test.each([
    [0, 'essential'],
    [1, 'error of its own'],
    [2, 'wrong way'],
    [125, 'runtime itself'],
    [126, 'may not be executed'],
    [127, 'not found'],
    [134, 'SIGABRT'],
    [137, 'out of memory'],
    [139, 'SIGSEGV'],
    [143, 'SIGTERM'],
    [255, 'another processor'],
    [42, ''],
  ])('%d', (exitCode, words) => {
    const hint = hintFor({ stopCode: 'EssentialContainerExited', exitCode, reason: 'x' })
    expect(words === '' ? hint === '' : hint.includes(words)).toBe(true)
  })

  test('a reason says more than an exit code', () => {
    const reason = 'OutOfMemoryError: Container killed due to memory usage'
    const hint = hintFor({ stopCode: 'EssentialContainerExited', exitCode: 137, reason })
    expect(hint).toContain('more memory than it has')
    expect(hint).not.toContain('stopTimeout')
  })

  test('Fargate tells the wrong processor in the log only', () => {
    const ending = { stopCode: 'EssentialContainerExited', exitCode: 1, reason: '' }
    expect(hintFor(ending, lines('exec /app/server: exec format error'))).toContain('processor')
    expect(hintFor(ending, lines('boom'))).toContain('error of its own')
  })
})

test.each([
  ['SpotInterruption', 'not to blame'],
  ['TerminationNotice', 'instance'],
  ['InfrastructureHealth', 'host'],
  ['UserInitiated', 'CloudTrail'],
])('stop code %s', (stopCode, words) => {
  expect(hintFor({ stopCode, exitCode: 143, reason: 'x' })).toContain(words)
})

test('every hint is a meaning in lower case and what to do', () => {
  const hints = [0, 1, 2, 125, 126, 127, 134, 137, 139, 143, 255].map((exitCode) =>
    hintFor({ stopCode: '', exitCode, reason: '' }),
  )
  for (const hint of hints) expect(hint).toMatch(/^[a-z][^\n]+\. ?[^\n]*\.$/)
})

test('a reason of any length is looked at in no time', () => {
  const parts = ['exec: ', 'stat ', 'platform ', 'failed ', 'CannotPullContainerError ', 'secret ']
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 5 }), (chosen) => {
      const reason = chosen.join('').repeat(200_000)
      expect(cpuTime(() => void knownReason(reason))).toBeLessThan(1_000)
    }),
    { numRuns: 10 },
  )
})

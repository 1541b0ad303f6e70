import { stepOutput } from '@ci-kit/docker-cache/progress/step-output'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'

test('what fits is kept as it is, however it is cut; what does not has its start, its end and the true count', () => {
  const pieces = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(pieces, fc.integer({ min: 2, max: 200 }), (pieces, half) => {
      const limit = half * 2
      const { add, take } = stepOutput(limit)
      for (const piece of pieces) add([{ vertex: 'v', text: Buffer.from(piece) }])
      const whole = pieces.join('')
      const kept = take('v')
      if (whole.length <= limit) return expect(kept).toBe(whole)
      const note = `\n… ${whole.length - limit} bytes of this step's output are left out here …\n`
      expect(kept).toBe(`${whole.slice(0, half)}${note}${whole.slice(-half)}`)
    }),
  )
})

test('output is taken once, and belongs to its step', () => {
  const { add, take, has, lastLine } = stepOutput()
  add([
    { vertex: 'a', text: Buffer.from('one\n') },
    { vertex: 'b', text: Buffer.from(`two\r${'x'.repeat(500)}`) },
  ])
  expect([has('a'), lastLine('a'), lastLine('b').length, lastLine('c')]).toEqual([
    true,
    'one',
    200,
    '',
  ])
  expect([take('a'), take('a'), has('a'), take('c')]).toEqual(['one', '', false, ''])
})

import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { image } from './fake-ecs.ts'
import { world } from './world.ts'

/** What people do to one service, one after the other. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('deploy' as const), letter: fc.constantFrom(...'abcdef') }),
  fc.record({ kind: fc.constant('begin' as const), letter: fc.constantFrom(...'abcdef') }),
  fc.record({ kind: fc.constant('rollback' as const), steps: fc.integer({ min: 1, max: 3 }) }),
)

const played = async (
  steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
) => {
  const { ecs, ledger, rollBack } = world()
  const letters = new Map<string, string>()
  const left = new Set<string>()
  let rollbacks = 0
  const define = (letter: string) => {
    const arn = ecs.define(image(letter))
    letters.set(arn, letter)
    return arn
  }
  ecs.deploy('web', define('a'))
  for (const [at, one] of steps.entries()) {
    // A deployment that goes on ends before the next one; the last step may meet it.
    const meets = steps[at + 1]?.kind === 'rollback'
    if (one.kind === 'deploy') ecs.deploy('web', define(one.letter))
    else if (one.kind === 'begin') {
      ecs.begin('web', define(one.letter))
      if (!meets) ecs.end('web', 'SUCCESSFUL')
    } else {
      const before = ecs.running('web')
      const updates = ecs.calls.filter((call) => call.startsWith('Update')).length
      const { outputs } = await rollBack({ wanted: { kind: 'back', steps: one.steps } })
      const after = ecs.running('web')
      const more = ecs.calls.filter((call) => call.startsWith('Update')).length - updates
      expect(more).toBeLessThanOrEqual(1)
      if (outputs.outcome === 'rolled-back') {
        rollbacks += 1
        const letter = letters.get(after) ?? ''
        expect(after).not.toBe(before)
        expect(left).not.toContain(letter)
        // Going from one configuration of an image to another one leaves the image good.
        if (letters.get(before) !== letter) left.add(letters.get(before) ?? '')
        expect(ledger.all[0]?.bad.length).toBeGreaterThan(0)
      } else expect(after).toBe(before)
    }
  }
  return rollbacks
}

test('no sequence of deployments and rollbacks comes back to what was left, or stays where it is', async () => {
  let rollbacks = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      rollbacks += await played(steps)
    }),
    { numRuns: 300 },
  )
  expect(rollbacks).toBeGreaterThan(100)
})

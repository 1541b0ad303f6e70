import { isObject } from '@ci-kit/core/json'
import type { BaseWanted } from '@ci-kit/detect-changes/base/wanted'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { LAST_DEPLOYED, LAST_SUCCESS, revision, SINCE_LAST_PUSH } from './base/samples.ts'
import { detected, type EventReader, eventReader } from './event-detected.ts'
import { ODD, odd, placesIn, withValue } from './event-odd-values.ts'
import { SCENARIOS, type Scenario, truths } from './event-scenarios.ts'
import { asSet, faultIn } from './event-truth.ts'
import { COMMITS, type Commit, difference, type Tree, type World } from './event-world.ts'

const BASES: readonly BaseWanted[] = [
  { kind: 'auto' },
  SINCE_LAST_PUSH,
  LAST_SUCCESS,
  LAST_DEPLOYED,
  revision('main'),
]

let read: EventReader
beforeAll(() => {
  read = eventReader()
})
afterAll(() => read.close())

const paths = ['a', 'b/c', 'd é', '-rf', 'x\n::error::y']
const tree = fc.record(Object.fromEntries(paths.map((path) => [path, fc.nat({ max: 2 })])), {
  requiredKeys: [],
})
const commit = fc.constantFrom(...COMMITS)
const trees: fc.Arbitrary<Readonly<Record<Commit, Tree>>> = fc.record({
  ...{ M0: tree, M1: tree, M2: tree, M3: tree },
  ...{ F1: tree, F2: tree, G1: tree, Q: tree },
})
const wholeWorld: fc.Arbitrary<World> = fc.record({
  trees,
  gone: fc.constant([]),
  broken: fc.constant([]),
  successful: fc.subarray([...COMMITS]),
  deployed: fc.option(commit, { nil: undefined }),
})
const QUESTIONS = [
  'commits',
  'mergeBase',
  'changes',
  'tags',
  'pullRequest',
  'lastSuccess',
  'lastDeployed',
]
const brokenWorld: fc.Arbitrary<World> = fc
  .tuple(
    wholeWorld,
    fc.subarray([...COMMITS], { maxLength: 2 }),
    fc.subarray(QUESTIONS, { maxLength: 2 }),
  )
  .map(([world, gone, broken]) => ({ ...world, gone, broken }))

const oddScenario: fc.Arbitrary<Scenario> = fc.constantFrom(...SCENARIOS).chain((scenario) =>
  fc
    .array(fc.tuple(fc.constantFrom(...placesIn(scenario.payload)), odd), {
      minLength: 1,
      maxLength: 3,
    })
    .map((changes) => {
      const payload = changes.reduce<unknown>(
        (from, [place, value]) => withValue(from, place, value),
        scenario.payload,
      )
      return { ...scenario, payload: isObject(payload) ? payload : {} }
    }),
)

/** Every commit has a file of its own and none of its parents', so that only the right range will do. */
const strict: World = {
  trees: {
    ...{ M0: { M0: 1 }, M1: { M1: 1 }, M2: { M2: 1 }, M3: { M3: 1 } },
    ...{ F1: { F1: 1 }, F2: { F2: 1 }, G1: { G1: 1 }, Q: { Q: 1 } },
  },
  gone: [],
  broken: [],
  successful: ['M1', 'F1'],
  deployed: 'M2',
}

describe('events', () => {
  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s: as it should be, the answer is the truth',
    async (_, scenario) => {
      const property = fc.asyncProperty(
        wholeWorld,
        fc.constantFrom(...BASES),
        async (world, base) => {
          const { detection } = await detected(read.context(scenario), base, world)
          const [truth] = truths(scenario, base, world)
          if (scenario.isDeletion) expect(detection).toMatchObject({ kind: 'known', changes: [] })
          else if (truth === undefined) expect(detection.kind).not.toBe('known')
          else {
            const changes = detection.kind === 'known' ? detection.changes : []
            expect([detection.kind, asSet(changes)]).toEqual([
              'known',
              asSet(difference(world, ...truth)),
            ])
          }
        },
      )
      await fc.assert(property, { numRuns: 25 })
    },
  )

  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s: one odd value, one commit that is gone or one question without an answer',
    async (_, scenario) => {
      const odds = placesIn(scenario.payload).flatMap((place) =>
        ODD.map((value) => withValue(scenario.payload, place, value)).filter(isObject),
      )
      const worlds = [
        ...COMMITS.map((commit) => ({ ...strict, gone: [commit] })),
        ...QUESTIONS.map((question) => ({ ...strict, broken: [question] })),
      ]
      const all = [
        ...odds.map((payload) => ({ scenario: { ...scenario, payload }, world: strict })),
        ...worlds.map((world) => ({ scenario, world })),
      ]
      const faults: object[] = []
      for (const one of all) {
        const context = read.context(one.scenario)
        for (const base of BASES) {
          const { detection, lines } = await detected(context, base, one.world)
          const fault = faultIn({ ...one, base }, detection, lines)
          if (fault !== undefined) faults.push(fault)
        }
      }
      expect(faults).toEqual([])
    },
  )

  test('that are odd or cannot be looked into never select less than the truth', async () => {
    const told = fc.record({
      env: fc.constantFrom({}, {}, {}, { GITHUB_REF: '' }, { GITHUB_SHA: '' }),
      hasToken: fc.boolean(),
    })
    const bases = fc.constantFrom(...BASES)
    const property = fc.asyncProperty(
      fc.oneof(oddScenario, fc.constantFrom(...SCENARIOS)),
      bases,
      brokenWorld,
      told,
      async (scenario, base, world, more) => {
        const { detection, lines } = await detected(
          read.context(scenario, more.env),
          base,
          world,
          more.hasToken,
        )
        expect(faultIn({ scenario, base, world }, detection, lines)).toBeUndefined()
      },
    )
    await fc.assert(property, { numRuns: 1_000 })
  })
})

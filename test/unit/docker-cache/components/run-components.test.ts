import type { Built, Component } from '@ci-kit/docker-cache/components/component'
import { neededContexts } from '@ci-kit/docker-cache/components/needs'
import { runComponents } from '@ci-kit/docker-cache/components/run-components'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { builtAs, componentsWith } from './component-list.ts'

type Needs = Readonly<Record<string, readonly string[]>>
type Scenario = {
  readonly needs: Needs
  readonly fails?: readonly string[]
  readonly concurrency?: number
  readonly allOrNone?: boolean
  /** How many turns of the event loop a build takes. */
  readonly turns?: Readonly<Record<string, number>>
}

/** Runs them and records what was started and ended in which order. */
const run = async ({
  needs,
  fails = [],
  concurrency = 2,
  allOrNone = true,
  turns = {},
}: Scenario) => {
  const events: string[] = []
  const given = new Map<string, ReadonlyMap<string, Built>>()
  let running = 0
  let most = 0
  const build = async ({ name }: Component, needed: ReadonlyMap<string, Built>): Promise<Built> => {
    events.push(`+${name}`)
    given.set(name, needed)
    running += 1
    most = Math.max(most, running)
    for (let turn = turns[name] ?? 1; turn > 0; turn -= 1) await Promise.resolve()
    running -= 1
    events.push(`-${name}`)
    if (fails.includes(name)) throw new Error(`${name} is broken`)
    return builtAs(name)
  }
  const results = await runComponents(componentsWith(needs), { concurrency, allOrNone }, build)
  const outcomes = Object.fromEntries(
    results.map(({ component, outcome }) => [component.name, outcome]),
  )
  return { results, outcomes, events, given, most }
}

describe('a run of components', () => {
  test('starts them in the order of the list, as many as allowed', async () => {
    const { events, most } = await run({ needs: { a: [], b: [], c: [], d: [] } })
    expect(events.filter((event) => event.startsWith('+'))).toEqual(['+a', '+b', '+c', '+d'])
    expect(most).toBe(2)
  })

  test('hands the images of its needs to a component', async () => {
    const { given, events } = await run({
      needs: { web: ['base', 'lib'], base: [], lib: ['base'] },
    })
    expect([...(given.get('web') ?? new Map()).keys()]).toEqual(['base', 'lib'])
    expect(given.get('base')?.size).toBe(0)
    expect(events).toEqual(['+base', '-base', '+lib', '-lib', '+web', '-web'])
    expect(neededContexts(given.get('lib') ?? new Map())).toEqual([
      'base=docker-image://registry.test/org/base@sha256:base',
    ])
  })

  test('a slow one does not hold up those that do not need it', async () => {
    const { events } = await run({ needs: { slow: [], a: [], b: ['a'] }, turns: { slow: 50 } })
    expect(events).toEqual(['+slow', '+a', '-a', '+b', '-b', '-slow'])
  })

  test('with all-or-none starts nothing after a failure, and lets the running ones end', async () => {
    const { outcomes, events, results } = await run({
      needs: { a: [], slow: [], c: [], d: ['a'] },
      fails: ['a'],
      turns: { slow: 50 },
    })
    expect(outcomes).toEqual({ a: 'failed', slow: 'built', c: 'not-started', d: 'not-started' })
    expect(events).toEqual(['+a', '+slow', '-a', '-slow'])
    expect(results[0]).toMatchObject({ reason: 'a is broken' })
    expect(results[2]).toMatchObject({ because: "'a' failed, and 'all-or-none' is on" })
    expect(results[3]).toMatchObject({ because: "it needs 'a', which failed" })
  })

  test('without all-or-none goes on with all that do not need what failed', async () => {
    const { outcomes, results } = await run({
      needs: { a: [], b: ['a'], c: ['b'], d: [], e: ['d'] },
      fails: ['a'],
      allOrNone: false,
    })
    expect(outcomes).toEqual({
      ...{ a: 'failed', b: 'not-started', c: 'not-started' },
      ...{ d: 'built', e: 'built' },
    })
    expect(results[2]).toMatchObject({ because: "it needs 'b', which was not started" })
  })

  test('ends when a failure leaves nothing to start', async () => {
    const { outcomes } = await run({ needs: { a: [], b: [] }, fails: ['a'], concurrency: 1 })
    expect(outcomes).toEqual({ a: 'failed', b: 'not-started' })
  })

  test('ends even where needs go round in circles, and with nothing to do', async () => {
    const circle = componentsWith({ a: [], b: [] }).map((component) => ({
      ...component,
      needs: [component.name === 'a' ? 'b' : 'a'],
    }))
    const options = { concurrency: 1, allOrNone: true }
    const results = await runComponents(circle, options, async () => builtAs('x'))
    expect(results.map(({ outcome }) => outcome)).toEqual(['not-started', 'not-started'])
    expect(await runComponents([], options, async () => builtAs('x'))).toEqual([])
  })
})

/** Any acyclic needs: each of up to 8 components needs some of those after or before it in a hidden order. */
const scenarios = fc
  .integer({ min: 1, max: 8 })
  .chain((count) => {
    const names = Array.from({ length: count }, (_, index) => `c${index}`)
    return fc.record({
      order: fc.shuffledSubarray(names, { minLength: count }),
      edges: fc.array(fc.boolean(), { minLength: count * count, maxLength: count * count }),
      fails: fc.subarray(names),
      concurrency: fc.integer({ min: 1, max: 4 }),
      allOrNone: fc.boolean(),
      turns: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: count, maxLength: count }),
    })
  })
  .map(({ order, edges, turns, ...rest }) => ({
    ...rest,
    needs: Object.fromEntries(
      order
        .toSorted()
        .map((name) => [
          name,
          order.filter(
            (_, place) =>
              place < order.indexOf(name) && edges[place * order.length + order.indexOf(name)],
          ),
        ]),
    ),
    turns: Object.fromEntries(order.map((name, index) => [name, turns[index] ?? 0])),
  }))

describe('whatever needs, fails and takes long', () => {
  test('needs come first, the limit holds, and each is accounted for once', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const { results, outcomes, events, most } = await run(scenario)
        const names = Object.keys(scenario.needs)
        expect(results.map(({ component }) => component.name)).toEqual(names)
        expect(most).toBeLessThanOrEqual(scenario.concurrency)
        for (const name of names) {
          const started = events.indexOf(`+${name}`)
          const times = events.filter((event) => event === `+${name}`).length
          expect(times).toBe(outcomes[name] === 'not-started' ? 0 : 1)
          if (times === 0) continue
          expect(outcomes[name]).toBe(scenario.fails.includes(name) ? 'failed' : 'built')
          for (const needed of scenario.needs[name] ?? []) {
            expect(outcomes[needed]).toBe('built')
            expect(events.indexOf(`-${needed}`)).toBeLessThan(started)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('nothing is left out without a reason', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const { outcomes } = await run({ ...scenario, allOrNone: false })
        for (const [name, needs] of Object.entries(scenario.needs)) {
          const blocked = needs.some((needed) => outcomes[needed] !== 'built')
          expect(outcomes[name] === 'not-started').toBe(blocked)
        }
        const healthy = await run({ ...scenario, fails: [] })
        expect(new Set(Object.values(healthy.outcomes))).toEqual(new Set(['built']))
      }),
      { numRuns: 200 },
    )
  })
})

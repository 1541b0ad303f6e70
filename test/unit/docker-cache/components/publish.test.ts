import type { Built } from '@ci-kit/docker-cache/components/component'
import { publishAll } from '@ci-kit/docker-cache/components/publish'
import {
  aggregateOutputs,
  componentsError,
  resultsOutput,
} from '@ci-kit/docker-cache/components/results'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { resultsOf } from './component-list.ts'

/** Tags into a map, and refuses the references given. */
const registry = (refused: readonly string[] = []) => {
  const tags = new Map<string, string>()
  let running = 0
  let most = 0
  const tag = async ({ digest }: Built, reference: string): Promise<void> => {
    running += 1
    most = Math.max(most, running)
    await new Promise(setImmediate)
    running -= 1
    if (refused.includes(reference)) throw new Error('The registry refused it.')
    tags.set(reference, digest)
  }
  return { tags, tag, most: () => most }
}

const SKIPPED = { skipped: true, cachedSteps: 0, totalSteps: 0, cacheWritten: false }
const MAIN = { api: 'registry.test/org/api:main', web: 'registry.test/org/web:main' }

describe('publishing', () => {
  test('tags every component with its own digest', async () => {
    const { tags, tag } = registry()
    const results = resultsOf({ api: {}, web: { skipped: true } })
    const published = await publishAll(results, true, tag)
    expect([...tags]).toEqual([
      [MAIN.api, 'sha256:api'],
      [MAIN.web, 'sha256:web'],
    ])
    expect(componentsError(results, published)).toBeUndefined()
  })

  test('with all-or-none tags nothing when one is missing', async () => {
    const { tags, tag } = registry()
    const results = resultsOf({ api: {}, web: 'failed', docs: 'not-started' })
    const published = await publishAll(results, true, tag)
    expect(tags.size).toBe(0)
    const reason = "'web' failed, and 'all-or-none' is on"
    expect(published).toEqual([
      { name: 'api', tagged: [], untagged: [{ reference: MAIN.api, reason }] },
    ])
    const error = componentsError(results, published)?.message
    expect(error).toContain("Component 'web' failed: RUN make failed.")
    expect(error).toContain("Component 'docs' was not started: another failed.")
    expect(error).toContain(`Tagged: nothing.\nNot tagged: ${MAIN.api}: ${reason}.`)
  })

  test('without all-or-none tags what was built', async () => {
    const { tags, tag } = registry()
    const results = resultsOf({ api: {}, web: 'failed' })
    const published = await publishAll(results, false, tag)
    expect([...tags.keys()]).toEqual([MAIN.api])
    expect(componentsError(results, published)?.message).toContain(`Tagged: ${MAIN.api}.`)
  })

  test('that fails half-way tells which tags were set', async () => {
    const { tag } = registry(['registry.test/org/api:2'])
    const references = ['registry.test/org/api:1', 'registry.test/org/api:2']
    const results = resultsOf({ api: { references }, web: {} })
    const published = await publishAll(results, true, tag)
    const error = componentsError(results, published)?.message ?? ''
    expect(error).toContain(`Tagged: registry.test/org/api:1, ${MAIN.web}.`)
    expect(error).toContain('Not tagged: registry.test/org/api:2: The registry refused it.')
    expect(error).toContain('Run the job again')
    const [api, web] = resultsOutput(results, published, true)
    expect(api).toMatchObject({
      ...{ result: 'not-tagged', digest: '', image: '', tags: ['registry.test/org/api:1'] },
      reason: 'The registry refused it.',
    })
    expect(web).toMatchObject({ result: 'built', digest: 'sha256:web', tags: [MAIN.web] })
  })

  test('sends a few requests at once, and each reference once', async () => {
    const { tag, tags, most } = registry()
    const references = Array.from({ length: 30 }, (_, index) => `r/api:${index}`)
    const published = await publishAll(
      resultsOf({ api: { references: [...references, 'r/api:0'] } }),
      true,
      tag,
    )
    expect(most()).toBe(8)
    expect(tags.size).toBe(30)
    expect(published[0]?.tagged).toEqual(references)
  })

  test('accounts for every reference exactly once', async () => {
    const components = fc.array(
      fc.record({
        outcome: fc.constantFrom('built', 'failed', 'not-started'),
        tags: fc.integer({ min: 0, max: 4 }),
        refused: fc.integer({ min: 0, max: 4 }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(components, fc.boolean(), async (list, allOrNone) => {
        const names = list.map((_, index) => `r/c${index}`)
        const references = list.map(({ tags }, index) =>
          Array.from({ length: tags }, (_, tag) => `${names[index]}:${tag}`),
        )
        const refused = list.map(({ refused }, index) => `${names[index]}:${refused}`)
        const { tag, tags } = registry(refused)
        const results = resultsOf(
          Object.fromEntries(
            list.map(({ outcome }, index) => [
              `c${index}`,
              outcome === 'failed' || outcome === 'not-started'
                ? outcome
                : { references: references[index] ?? [] },
            ]),
          ),
        )
        const published = await publishAll(results, allOrNone, tag)
        const built = list.flatMap(({ outcome }, index) =>
          outcome === 'built' ? (references[index] ?? []) : [],
        )
        const told = published.flatMap(({ tagged, untagged }) => [
          ...tagged,
          ...untagged.map(({ reference }) => reference),
        ])
        expect(told.toSorted()).toEqual(built.toSorted())
        expect(published.flatMap(({ tagged }) => tagged).toSorted()).toEqual(
          [...tags.keys()].toSorted(),
        )
        if (allOrNone && list.some(({ outcome }) => outcome !== 'built')) expect(tags.size).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})

describe('the output results', () => {
  const published = [{ name: 'api', tagged: [MAIN.api], untagged: [] }]

  test('has the same members for every component', () => {
    const results = resultsOf({ api: {}, web: 'failed', docs: 'not-started' })
    const [api, web, docs] = resultsOutput(results, published, true)
    expect(api).toEqual({
      name: 'api',
      image: 'registry.test/org/api@sha256:api',
      digest: 'sha256:api',
      tags: [MAIN.api],
      skipped: false,
      'cache-hit-rate': 50,
      'cached-steps': 1,
      'total-steps': 2,
      'cache-written': true,
      'duration-ms': 10,
      result: 'built',
    })
    expect(Object.keys({ ...api, reason: '' })).toEqual(Object.keys(web ?? {}))
    expect(web).toMatchObject({
      result: 'failed',
      digest: '',
      image: '',
      reason: 'RUN make failed.',
    })
    expect(docs).toMatchObject({ result: 'not-started', digest: '', reason: 'another failed' })
  })

  test('has a digest but no image when nothing is pushed', () => {
    const [api] = resultsOutput(resultsOf({ api: { references: [] } }), [], false)
    expect(api).toMatchObject({ digest: 'sha256:api', image: '', tags: [], result: 'built' })
  })
})

describe('the outputs of all components', () => {
  const aggregate = (outcomes: Parameters<typeof resultsOf>[0]) => {
    const results = resultsOf(outcomes)
    return aggregateOutputs(resultsOutput(results, [], true))
  }

  test('add up the steps, rounded down', () => {
    expect(
      aggregate({ a: { cachedSteps: 2, totalSteps: 2 }, b: { cachedSteps: 0, totalSteps: 1 } }),
    ).toEqual({
      tags: '',
      skipped: false,
      'cache-hit-rate': 66,
      'cached-steps': 2,
      'total-steps': 3,
      'cache-written': true,
    })
  })

  test.each([
    [
      'all skipped',
      { a: SKIPPED, b: SKIPPED },
      { skipped: true, 'cache-hit-rate': 100, 'cache-written': false },
    ],
    [
      'one skipped',
      { a: SKIPPED, b: {} },
      { skipped: false, 'cache-hit-rate': 50, 'cache-written': true },
    ],
    ['one cache not written', { a: {}, b: { cacheWritten: false } }, { 'cache-written': false }],
    ['one failed', { a: SKIPPED, b: 'failed' }, { skipped: false, 'cache-written': false }],
    [
      'all failed',
      { a: 'failed' },
      { skipped: false, 'cache-hit-rate': 0, 'cache-written': false },
    ],
    ['none', {}, { skipped: false, 'cache-hit-rate': 0, 'cache-written': false }],
  ] as const)('%s', (_, outcomes, expected) => {
    expect(aggregate(outcomes)).toMatchObject(expected)
  })
})

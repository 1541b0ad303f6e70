import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { outputText } from '@ci-kit/core/outputs'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../fakes/code-point.ts'
import { pulled, pushed } from '../detect-changes/samples.ts'
import { type Planned, planned, problemOf, rowsOf, type World } from './planned.ts'

const text = fc.oneof(
  fc.constantFrom(
    'a',
    'npm test',
    '../x',
    '$(id)',
    '```',
    '</details>',
    '"x"',
    '|',
    '$\u007b{ x }}',
  ),
  fc.string({ unit: codePoint, maxLength: 12 }),
)
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))
const map = fc.dictionary(text, value, { maxKeys: 3 })
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 })

const members = fc
  .record({
    checks: maybe(fc.oneof(fc.dictionary(fc.constantFrom('a', 'b', 'c d'), text), map, value)),
    container: maybe(fc.oneof(fc.constant('node:24'), value)),
    services: maybe(fc.oneof(fc.constant({ db: 'redis' }), map)),
    runner: maybe(fc.oneof(value, fc.array(text, { maxLength: 2 }))),
    image: maybe(fc.oneof(fc.constant({}), fc.constant(false), fc.record({ target: text }), map)),
    deploy: maybe(fc.oneof(fc.constant('web'), text, map)),
  })
  .map(
    (record): Json =>
      Object.fromEntries(Object.entries(record).filter(([, member]) => member !== undefined)),
  )
const rows = fc
  .uniqueArray(fc.constantFrom('api', 'web', 'c', 'd_1'), { maxLength: 3 })
  .chain((names) =>
    fc.tuple(
      ...names.map((component) =>
        members.map((one): Json => ({ path: component, ...one, component })),
      ),
    ),
  )

const files = ['api/Dockerfile', 'web/Dockerfile', 'c/Dockerfile', 'd_1/Dockerfile']

/** Undefined when the author is told of a mistake; every other error fails. */
const outcome = async (world: World): Promise<Planned | undefined> => {
  try {
    return await planned(world)
  } catch (thrown) {
    if (thrown instanceof UserError) return undefined
    throw thrown
  }
}

const listed = (outputs: Planned['outputs'], name: string): number => rowsOf(outputs, name).length

test('any rows give outputs that are JSON, and no more jobs than were asked for', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const result = await outcome({ rows: given, files })
      if (result === undefined) return
      for (const name of ['checks', 'images', 'services']) {
        expect(JSON.parse(outputText(result.outputs[name] ?? ''))).toEqual(result.outputs[name])
      }
      const asked = given.reduce(
        (sum, { checks }) =>
          sum + Object.keys(typeof checks === 'object' && checks ? checks : {}).length,
        0,
      )
      expect(listed(result.outputs, 'checks')).toBe(asked)
      expect(listed(result.outputs, 'images')).toBeLessThanOrEqual(given.length)
      expect(result.outputs['has-checks']).toBe(asked > 0)
    }),
    { numRuns: 300 },
  )
})

const untrusted = fc.oneof(
  fc.constant(pulled({ pullRequest: undefined })),
  fc
    .constantFrom('pull_request_target', 'workflow_run', 'issue_comment', 'merge_group', 'x')
    .map((event) => pushed({ event })),
  fc.constantFrom('evil/shop', undefined).map((headRepository) => {
    const context = pulled()
    const { pullRequest } = context
    return pullRequest ? pulled({ pullRequest: { ...pullRequest, headRepository } }) : context
  }),
)

test('nothing is pushed or deployed for code that may come from a fork', async () => {
  await fc.assert(
    fc.asyncProperty(rows, untrusted, async (given, context) => {
      const result = await outcome({ rows: given, files, context })
      if (result === undefined) return
      expect(result.outputs).toMatchObject({ push: false, deploy: 'none', services: {} })
    }),
    { numRuns: 200 },
  )
})

test('most of these rows are mistakes, and some are none', async () => {
  const outcomes = await Promise.all(
    fc.sample(rows, { numRuns: 300, seed: 1 }).map((given) => problemOf({ rows: given, files })),
  )
  expect(outcomes).toContain('')
  expect(outcomes.filter((one) => one !== '').length).toBeGreaterThan(30)
})

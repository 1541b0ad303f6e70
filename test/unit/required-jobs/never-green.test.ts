import { isObject } from '@ci-kit/core/json'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { explanation, gate, needs } from './gate.ts'

/*
 * Whatever the inputs are: the gate ends with a verdict or with a sentence for
 * the author, and green means that an obvious, separate reading of the same
 * inputs agrees.
 */

const RESULTS = ['success', 'failure', 'cancelled', 'skipped']
const NAMES = ['detect', 'api', 'web', 'build', '__proto__']

const results = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => fc.tuple(fc.constant(id), fc.constantFrom(...RESULTS)))),
  )
const needsText = results.map((pairs) => needs(Object.fromEntries(pairs)))

const explanationText = fc
  .record({
    components: fc.subarray(['api', 'web', 'docs', '__proto__'], { minLength: 1 }),
    selected: fc.subarray(['api', 'web', 'docs', '__proto__']),
    reliable: fc.boolean(),
  })
  .map(({ components, selected, reliable }) => explanation(components, selected, reliable))

/** The text with one piece replaced by another. */
const damaged = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(
      text,
      fc.nat(),
      fc.nat(12),
      fc.constantFrom('', '"', '}', ']', 'null', '0', 'true', ',{}', '\u0000'),
    )
    .map(([whole, at, length, piece]) => {
      const start = at % (whole.length + 1)
      return whole.slice(0, start) + piece + whole.slice(start + length)
    })

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const jobsIn = (text: string): [id: string, result: unknown][] => {
  const value = parsed(text)
  return isObject(value)
    ? Object.entries(value).map(([id, job]) => [id, isObject(job) ? job.result : undefined])
    : []
}

/** Whether a job may be skipped, undefined when the explanation is none. */
const maySkip = (text: string): ((id: string) => boolean) | undefined => {
  if (text.trim() === 'none') return () => false
  const value = parsed(text)
  if (!isObject(value) || typeof value.reliable !== 'boolean') return undefined
  if (!Array.isArray(value.components) || value.components.length === 0) return undefined
  const entries: unknown[] = value.components
  const read = entries.map((entry) => (isObject(entry) ? entry : {}))
  if (
    read.some(
      ({ component, selected }) => typeof component !== 'string' || typeof selected !== 'boolean',
    )
  )
    return undefined
  const selected = read.filter((entry) => entry.selected === true).map((entry) => entry.component)
  const all = read.map((entry) => entry.component)
  return (id) =>
    value.reliable === true &&
    id !== 'detect' &&
    (all.includes(id) ? !selected.includes(id) : selected.length === 0)
}

const mayBeGreen = (needed: string, explained: string): boolean => {
  const jobs = jobsIn(needed)
  const skippable = maySkip(explained)
  return (
    skippable !== undefined &&
    jobs.length > 0 &&
    jobs.every(([id, result]) => result === 'success' || (result === 'skipped' && skippable(id)))
  )
}

test('sound inputs are green exactly when they should be', async () => {
  await fc.assert(
    fc.asyncProperty(
      needsText,
      fc.oneof(explanationText, fc.constant('none')),
      async (needed, explained) => {
        const { verdict } = await gate({ needs: needed, explanation: explained })
        expect(verdict).toBe(mayBeGreen(needed, explained) ? 'passed' : 'failed')
      },
    ),
    { numRuns: 500 },
  )
})

test('damaged inputs are never green by mistake, and never a crash', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(needsText, damaged(needsText), fc.json(), fc.string()),
      fc.oneof(explanationText, damaged(explanationText), fc.json(), fc.string()),
      async (needed, explained) => {
        const { verdict, message } = await gate({ needs: needed, explanation: explained })
        if (verdict === 'passed') expect(mayBeGreen(needed, explained)).toBe(true)
        else expect(message).not.toMatch(/[\n\r]|^$/)
      },
    ),
    { numRuns: 3000 },
  )
})

test('no text in the other inputs makes a failure green, or crashes', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('*', "build: '*'", 'build: api', 'api, build', '&a [*a]'),
  )
  await fc.assert(
    fc.asyncProperty(text, text, text, async (jobs, skips, detect) => {
      const { verdict, message } = await gate({
        needs: needs({ detect: 'success', api: 'skipped', build: 'failure' }),
        explanation: explanation(['api'], ['api']),
        jobs,
        'allowed-skips': skips,
        'detect-job': detect,
      })
      expect(verdict).not.toBe('passed')
      expect(message).not.toBe('')
    }),
    { numRuns: 1000 },
  )
})

test('a selection that grows never turns a gate green', async () => {
  await fc.assert(
    fc.asyncProperty(
      needsText,
      fc.subarray(['api', 'web', 'docs']),
      fc.constantFrom('api', 'web', 'docs'),
      async (needed, selected, more) => {
        const components = ['api', 'web', 'docs']
        const less = await gate({ needs: needed, explanation: explanation(components, selected) })
        const grown = explanation(components, [...selected, more])
        const { verdict } = await gate({ needs: needed, explanation: grown })
        if (less.verdict === 'failed') expect(verdict).toBe('failed')
      },
    ),
    { numRuns: 300 },
  )
})

import { expect, test } from '@jest/globals'
import { start } from '../fake-run.ts'
import { memoryRegistries } from '../image/memory-registry.ts'
import { pushes } from '../image/scripted-builder.ts'
import { built, cached, records } from '../records.ts'

const STEPS = records(cached('[1/2] COPY x /x'), built('[2/2] RUN x', 0, 1))

const running = (given: Readonly<Record<string, string>> = {}) => {
  const registries = memoryRegistries()
  const components = ['api', 'web'].map((name) => ({ name, 'image-name': `org/${name}` }))
  return start(
    { 'image-name': '', components: JSON.stringify(components), ...given },
    {
      registries,
      builds: [
        (plan, watch) => pushes(registries, { note: plan.repository, steps: [STEPS] })(plan, watch),
      ],
    },
  )
}

test('the summary has what was built of each component, below the table of all', async () => {
  const { outcome, summaries } = running({ 'max-image-size': '999B', 'on-limit': 'warn' })
  await outcome
  const [summary = ''] = summaries
  const places = [
    '### 2 of 2 components',
    '### ghcr.io/org/api: 1 of 2',
    '### ghcr.io/org/web: 1 of 2',
  ]
  expect(places.map((place) => summary.indexOf(place))).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => summary.indexOf(a) - summary.indexOf(b)))
  expect(summary.match(/⚠️ Input 'max-image-size'/g)).toHaveLength(2)
})

test.each<Readonly<Record<string, string>>>([{ 'min-hit-rate': '90' }, {}])(
  'the first build has nothing to hit, and only who set a limit is told: %j',
  async (given) => {
    const registries = memoryRegistries()
    const steps = records(built('[2/2] RUN x', 0, 1))
    const { outcome, printed } = start(given, {
      registries,
      builds: [pushes(registries, { steps: [steps] })],
    })
    await outcome
    const isTold = printed.some((line) => line.startsWith('No cache was found'))
    expect(isTold).toBe('min-hit-rate' in given)
  },
)

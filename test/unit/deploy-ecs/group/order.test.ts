import { wavesOf } from '@ci-kit/deploy-ecs/group/order'
import { expect, test } from '@jest/globals'

const needing = (needs: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(needs).map(([service, names]) => ({ service, needs: names }))

const names = (needs: Readonly<Record<string, readonly string[]>>) =>
  wavesOf(needing(needs)).map((wave) => wave.map(({ service }) => service))

test.each([
  [{}, []],
  [{ web: [] }, [['web']]],
  [{ web: [], api: [], job: [] }, [['web', 'api', 'job']]],
  [{ web: ['api'], api: ['db'], db: [] }, [['db'], ['api'], ['web']]],
  [
    { web: ['api', 'auth'], api: ['db'], auth: ['db', 'db'], db: [], docs: [] },
    [['db', 'docs'], ['api', 'auth'], ['web']],
  ],
])('%j comes in waves', (needs, waves) => {
  expect(names(needs)).toEqual(waves)
})

test.each([
  [{ web: ['web'] }, "'web' needs 'web'. Take"],
  [{ web: ['api'], api: ['web'] }, "'web' needs 'api' needs 'web'. Take"],
  [
    { docs: [], shop: ['web'], web: ['docs', 'api'], api: ['auth'], auth: ['web'] },
    "circle: 'web' needs 'api' needs 'auth' needs 'web'. Take",
  ],
  [
    { web: ['db'], api: [] },
    "Service 'web' needs 'db', which this step does not deploy. Name one of 'web', 'api'",
  ],
])('%j is refused', (needs, words) => {
  expect(() => names(needs)).toThrow(words)
})

test('a service is given once', () => {
  const twice = [
    { service: 'web', needs: [] },
    { service: 'web', needs: [] },
  ]
  expect(() => wavesOf(twice)).toThrow("Service 'web' is given twice")
})

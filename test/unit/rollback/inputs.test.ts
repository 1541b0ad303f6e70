import { join } from 'node:path'
import { readManifest } from '@ci-kit/cli/manifest'
import { parseInputs } from '@ci-kit/rollback/inputs'
import { NO_OUTPUTS } from '@ci-kit/rollback/outputs'
import { expect, test } from '@jest/globals'

const manifest = readManifest(join(process.cwd(), 'actions', 'rollback'))

const parsed = (given: Readonly<Record<string, string>>) => {
  const masked: string[] = []
  const read = (name: string) => given[name] ?? manifest.inputs.get(name)?.default ?? ''
  return { inputs: parseInputs({ read, mask: (text) => void masked.push(text) }), masked }
}

test('defaults go back to the previous release, with GitHub as ledger', () => {
  const { inputs } = parsed({ service: 'web' })
  expect(inputs).toMatchObject({
    services: ['web'],
    cluster: 'default',
    wanted: { kind: 'back', steps: 1 },
    ledger: { kind: 'github' },
    environment: 'production',
    dryRun: false,
    allowBad: false,
    allowContract: false,
    allowUnproven: false,
    waitMinutes: 30,
    maxDelaySeconds: 10,
  })
})

test('services are named once, by commas or lines', () => {
  expect(parsed({ service: 'web, api\nweb' }).inputs.services).toEqual(['web', 'api'])
})

test.each([
  ['none', { kind: 'none' }],
  ['kept/ledger.json', { kind: 'file', path: 'kept/ledger.json' }],
])('ledger %s', (ledger, place) => {
  expect(parsed({ service: 'web', ledger }).inputs.ledger).toEqual(place)
})

test('secrets are masked', () => {
  expect(parsed({ service: 'web', 'github-token': 't0ken', password: 'pa55' }).masked).toEqual([
    't0ken',
    'pa55',
  ])
})

test.each([
  [{}, "Input 'service' is not set"],
  [{ service: 'web; rm' }, "Input 'service' has 'web; rm'"],
  [{ service: Array.from({ length: 21 }, (_, at) => `s${at}`).join() }, 'names 21 services'],
  [{ service: 'web', to: 'yesterday' }, "Input 'to' is 'yesterday'"],
  [{ service: 'web', 'health-url': 'file:///etc/passwd' }, "Input 'health-url' is"],
  [{ service: 'web', 'wait-for-minutes': '0' }, "Input 'wait-for-minutes' is '0'"],
])('%j is refused', (given, words) => {
  expect(() => parsed({ ...given })).toThrow(words)
})

test('an action that ends early sets the outputs of the manifest', () => {
  expect(Object.keys(NO_OUTPUTS).toSorted()).toEqual([...manifest.outputs].toSorted())
})

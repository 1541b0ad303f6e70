import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { faultsWorkbench, green, red } from './attest-faults-workbench.ts'

/* Signing configs and trusted roots that are none, or that do not belong together; and inputs that are too large. */

const bench = faultsWorkbench()
const { attest, attached, file, sigstore } = bench

let other: LocalSigstore
beforeAll(async () => {
  other = await startLocalSigstore()
})
afterAll(() => other?.close())

const FULCIO = { majorApiVersion: 1, operator: 'test', validFor: { start: '1970-01-01T00:00:00Z' } }
const PAST = { start: '2000-01-01T00:00:00Z', end: '2001-01-01T00:00:00Z' }

beforeEach(() => {
  const config = sigstore().signingConfig({ log: 1, timestamps: true })
  file('text.json', 'no JSON')
  file('object.json', {})
  file('plain.json', { ...config, caUrls: [{ ...FULCIO, url: 'http://fulcio.example' }] })
  file('login.json', { ...config, caUrls: [{ ...FULCIO, url: 'https://a:b@fulcio.example' }] })
  file('past.json', { ...config, caUrls: [{ ...FULCIO, url: other.urls.fulcio, validFor: PAST }] })
  file('typed.json', { ...config, mediaType: 'application/json' })
  file('foreign.json', other.trustedRoot())
})

/** How often the services that sign were asked. */
const asked = (): number => sigstore().requests.filter(({ service }) => service !== 'oidc').length

test.each<[string, string, readonly string[]]>([
  ['sigstore', 'none.json', ['sigstore', 'none.json', 'cannot be read']],
  ['sigstore', 'text.json', ['sigstore', 'no JSON object', 'signing_config.json']],
  ['sigstore', 'typed.json', ['sigstore', 'mediaType', 'application/json']],
  ['sigstore', 'plain.json', ['caUrls[0].url', 'http://fulcio.example', 'https']],
  ['sigstore', 'login.json', ['caUrls[0].url', 'without login']],
  ['sigstore', 'past.json', ['caUrls', '2001-01-01', 'Renew']],
  ['trusted-root', '', ["'trusted-root' is not set"]],
  ['trusted-root', 'none.json', ['trusted-root', 'none.json', 'cannot be read']],
  ['trusted-root', 'text.json', ['trusted-root', 'text.json', 'no JSON object']],
  ['trusted-root', 'object.json', ['object.json', 'no certificate authority', 'trusted_root.json']],
  ['trusted-root', 'signing.json', ['signing.json', 'no certificate authority']],
  ['trusted-root', '.', ['trusted-root', 'no file']],
])('%s: %s is told before anything is signed', async (input, name, words) => {
  const before = asked()
  const error = red(await attest({ inputs: { [input]: name } }))
  for (const word of words) expect(error).toContain(word)
  expect(error).not.toContain('a:b@')
  expect(asked()).toBe(before)
  expect(await attached()).toBe(0)
})

test('the root of another Sigstore: what was signed is not stored, and the error says why', async () => {
  const error = red(await attest({ inputs: { 'trusted-root': 'foreign.json' } }))
  expect(error).toContain('Nothing was stored')
  expect(error).toContain('by the trusted root')
  expect(error).toContain("'sigstore' or 'trusted-root'")
  expect(await attached()).toBe(0)
  // Both roots together are right, too.
  green(await attest({ inputs: { 'trusted-root': 'foreign.json\nroot.json' } }))
  expect(await attached()).toBe(1)
})

test('a policy that this run does not meet: what was signed is not stored', async () => {
  const policy = 'signer-workflow: org/app/.github/workflows/other.yml@refs/heads/main'
  const error = red(await attest({ inputs: { policy } }))
  expect(error).toContain('Nothing was stored')
  expect(error).toContain('release.yml@refs/heads/main')
  expect(error).toContain("'policy'")
  expect(await attached()).toBe(0)
})

test('too much of anything', async () => {
  const many = join(bench.workspace(), 'many')
  mkdirSync(many)
  for (let at = 0; at < 1_025; at += 1) writeFileSync(join(many, `${at}`), '')
  file('large.json', JSON.stringify({ text: 'x'.repeat(17 * 1024 * 1024) }))
  file('huge.json', Buffer.alloc(65 * 1024 * 1024, ' '))
  const before = asked()
  const files = { 'subject-path': 'many/*', store: 'artifact' }
  expect(red(await attest({ inputs: files }))).toMatch(/'subject-path' names 1025 files.*1024/)
  const sums = Array.from({ length: 1_025 }, (_, at) => `${'a'.repeat(64)}  ${at}`).join('\n')
  const checksums = { 'subject-checksums': sums, store: 'artifact' }
  expect(red(await attest({ inputs: checksums }))).toMatch(/1024/)
  const custom = { 'predicate-type': 'https://example.com/review/v1' }
  for (const path of ['large.json', 'huge.json'])
    expect(red(await attest({ inputs: { ...custom, 'predicate-path': path } }))).toContain(path)
  const images = Array.from({ length: 101 }, (_, at) => `ghcr.io/org/app-${at}:1`).join('\n')
  expect(red(await attest({ inputs: { images } }))).toMatch(/'images' names 101 images, 100/)
  expect(asked()).toBe(before)
})

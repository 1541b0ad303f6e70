import { createHash } from 'node:crypto'
import { type GitHubClaims, gitHubClaims } from '@ci-kit/local-sigstore/github-claims'
import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { faultsWorkbench, green, red } from './attest-faults-workbench.ts'
import { hostileServices } from './attest-hostile-services.ts'

/* Services that lie: whatever they make is not stored, and the step is red. */

const { attest, attached, file, sigstore } = faultsWorkbench()
const { certifying, started, tokenService } = hostileServices(sigstore)

let other: LocalSigstore
beforeAll(async () => {
  other = await startLocalSigstore({ issuer: sigstore().issuer })
})
afterAll(() => other?.close())

const VALID = { start: '1970-01-01T00:00:00Z' }

/** Puts a service into the signing config. */
const use = (member: 'caUrls' | 'rekorTlogUrls' | 'tsaUrls', url: string): void => {
  const config = sigstore().signingConfig({ log: 1, timestamps: true })
  const service = { url, majorApiVersion: 1, validFor: VALID, operator: 'mallory' }
  file('signing.json', { ...config, [member]: [service] })
}

const notStored = async (...words: readonly (string | RegExp)[]): Promise<void> => {
  const error = red(await attest())
  expect(error).toContain('Nothing was stored')
  for (const word of words) expect(error).toMatch(word)
  expect(await attached()).toBe(0)
}

describe('a certificate authority that everybody trusts', () => {
  test.each<[string, Partial<GitHubClaims>, string]>([
    [
      'another workflow',
      { workflow_ref: 'org/app/.github/workflows/x.yml@refs/heads/main' },
      'x.yml',
    ],
    ['another repository', { repository: 'mallory/app' }, 'mallory/app'],
    ['another ref', { ref: 'refs/heads/evil' }, 'refs/heads/evil'],
    ['another commit', { sha: 'b'.repeat(40) }, 'b'.repeat(40)],
    ['another run', { run_id: '1' }, 'runs/1/'],
    ['another runner', { runner_environment: 'self-hosted' }, 'self-hosted'],
  ])('certifies %s', async (_, claims, word) => {
    use('caUrls', await certifying({ ...gitHubClaims(claims) }))
    await notStored(word)
  })

  test('certifies this run, so the tests above can fail', async () => {
    use('caUrls', await certifying({ ...gitHubClaims() }))
    green(await attest())
  })
})

describe('a token service that lies about the run', () => {
  /** A token of this run whose claims were changed afterwards. */
  const forged = (claims: Partial<GitHubClaims>): string => {
    const [header, content = '', signature] = sigstore().token().split('.')
    const said: unknown = JSON.parse(Buffer.from(content, 'base64url').toString())
    const changed = Buffer.from(JSON.stringify(Object.assign({}, said, claims)))
    return [header, changed.toString('base64url'), signature].join('.')
  }

  test('to an honest certificate authority', async () => {
    const env = await tokenService(forged({ repository: 'org/bank' }))
    expect(red(await attest({ env }))).toContain('certificate authority')
    expect(await attached()).toBe(0)
  })

  test('to one that knows better', async () => {
    use('caUrls', await certifying({ ...gitHubClaims() }))
    const env = await tokenService(forged({ repository: 'org/bank', sha: 'b'.repeat(40) }))
    expect(red(await attest({ env }))).toMatch(/org\/bank/)
    expect(await attached()).toBe(0)
  })

  test.each([
    ['words', 'no token'],
    ['garbage', 'a.b.c'],
    ['70 KB', `${'x'.repeat(70_000)}.y.z`],
    ['nothing', ''],
  ])('with %s', async (_, token) => {
    const result = await attest({ env: await tokenService(token) })
    expect(red(result)).toMatch(/identity token cannot be used|no token in it/)
  })
})

describe('a transparency log', () => {
  test('that answers with the entry of another signature', async () => {
    const at = sigstore().requests.length
    green(await attest({ inputs: { reuse: 'false' } }))
    const logged = sigstore()
      .requests.slice(at)
      .find(({ service }) => service === 'rekor')
    const conflict = await fetch(new URL('/api/v1/log/entries', sigstore().urls.rekor), {
      method: 'POST',
      body: Buffer.from(logged?.body ?? ''),
    })
    const entry = new URL(conflict.headers.get('location') ?? '', sigstore().urls.rekor)
    const body = await (await fetch(entry)).text()
    expect(body).toContain('inclusionProof')
    sigstore().faults.set('rekor', { kind: 'garbage', body })
    const error = red(await attest({ inputs: { reuse: 'false' } }))
    expect(error).toContain('Nothing was stored')
    expect(await attached()).toBe(1)
  })

  test('of another Sigstore', async () => {
    use('rekorTlogUrls', other.urls.rekor)
    await notStored(/log/)
  })
})

describe('a timestamp authority', () => {
  test('of another Sigstore', async () => {
    use('tsaUrls', other.urls.timestamp)
    await notStored(/timestamp/)
  })

  test('that vouches for something else', async () => {
    const artifactHash = createHash('sha256').update('something else').digest('base64')
    const body = JSON.stringify({ artifactHash, hashAlgorithm: 'sha256' })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(sigstore().urls.timestamp, { method: 'POST', body, headers })
    const stamp = Buffer.from(await answer.arrayBuffer())
    use('tsaUrls', `${await started(async () => ({ status: 201, body: stamp }))}/api/v1/timestamp`)
    await notStored(/timestamp/)
  })
})

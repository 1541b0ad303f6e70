import type { StepEvent, StepResult } from '@ci-kit/cli/run-step'
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  type AttestationsServer,
  type AttestationsSetup,
  startAttestations,
} from '../fakes/attestations-server.ts'
import { json } from '../fakes/github-reply.ts'
import { faultsWorkbench, green, red } from './attest-faults-workbench.ts'

/* GitHub's attestations API, which fails, limits, refuses, lags and loses. */

const { attest, file, sigstore } = faultsWorkbench()

let servers: AttestationsServer[] = []
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()))
  servers = []
})

const github = async (setup: AttestationsSetup = {}): Promise<AttestationsServer> => {
  const server = await startAttestations(setup)
  servers.push(server)
  return server
}

const PUSH: StepEvent = {
  name: 'push',
  payload: { ref: 'refs/heads/main', repository: { visibility: 'private' } },
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  repository: 'octo/shop',
}

/** Provenance of a file, stored on that GitHub. */
const stored = ({ url }: AttestationsServer, inputs = {}): Promise<StepResult> => {
  file('app.tgz', 'content')
  return attest({
    event: PUSH,
    inputs: { 'subject-path': 'app.tgz', store: 'github', 'github-token': 't0ken', ...inputs },
    env: {
      GITHUB_API_URL: url,
      ...sigstore().environment({ claims: { repository: 'octo/shop' } }),
    },
  })
}

/** Answers to the first bundle: the first POST is the question whether bundles are taken. */
const atFirstBundle = (reply: ReturnType<typeof json> | 'break', times = 1) => ({
  fault: (_count: number, post: number) => (post > 1 && post <= 1 + times ? reply : undefined),
})

describe('a GitHub that fails for a moment', () => {
  test.each<[string, AttestationsSetup]>([
    ['500', atFirstBundle(json({ message: 'oops' }, 500))],
    [
      '429 with a wait',
      atFirstBundle({ ...json({ message: 'slow down' }, 429), headers: { 'retry-after': '1' } }),
    ],
    ['a connection that breaks', atFirstBundle('break')],
    ['a listing that lags', { lag: 3 }],
  ])('%s', async (_, setup) => {
    const server = await github(setup)
    const { outputs } = green(await stored(server))
    expect(outputs['attestation-url']).toBe('https://github.com/octo/shop/attestations/4711')
    expect(server.stored).toHaveLength(1)
    // A run again finds it.
    expect(green(await stored(server)).outputs.reused).toBe('1')
    expect(server.stored).toHaveLength(1)
  })
})

describe('a GitHub that refuses', () => {
  test.each<[string, AttestationsSetup, RegExp]>([
    ['a token that may only read', { mayWrite: false }, /attestations: write/],
    [
      'the feature is not in the plan',
      { plan: 'Feature not available for the octo organization.' },
      /Feature not available/,
    ],
    ['401', { fault: () => json({ message: 'Bad credentials' }, 401) }, /github-token|token/],
    ['404', { fault: () => json({ message: 'Not Found' }, 404) }, /404|Not Found/],
    [
      '422',
      {
        fault: (_count, post) => (post > 1 ? json({ message: 'Invalid bundle' }, 422) : undefined),
      },
      /Invalid bundle/,
    ],
  ])('%s: red at once, with what to do', async (_, setup, words) => {
    const server = await github(setup)
    const result = await stored(server)
    expect(red(result)).toMatch(words)
    expect(server.stored).toEqual([])
    // The question whether bundles are taken, and the bundle: neither is sent again.
    expect(server.posts.length).toBeLessThanOrEqual(2)
  })

  test('without the permission nothing is signed', async () => {
    const before = sigstore().requests.length
    const error = red(await stored(await github({ mayWrite: false })))
    expect(error).toContain('id-token: write')
    const asked = sigstore()
      .requests.slice(before)
      .map(({ service }) => service)
    expect(asked).not.toContain('fulcio')
  })

  test('what GitHub says stays text', async () => {
    const message = 'no\n::error::gotcha\r::set-output name=verified::true\u001b[2K|x|\n## hi'
    const result = await stored(await github({ fault: () => json({ message }, 422) }))
    red(result)
    expect(result.commands.map(({ name }) => name)).not.toContain('set-output')
    expect(result.log).not.toContain('\u001b')
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  instanceRoots,
  type Refresh,
  type RefreshableInstance,
} from '@ci-kit/attestation/trust/instance-roots'
import { combinedRoots, type RootSource } from '@ci-kit/attestation/trust/root-source'
import { bundleVerifier } from '@ci-kit/attestation/verify/verifier'
import { isObject } from '@ci-kit/core/json'
import { type FakeSigstore, fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type TufServer, tufServer } from '../../fakes/tuf-server.ts'
import { ARTIFACT, bytesOf, refused } from './bundles.ts'

const BY = workflowIdentity()
const POLICY = { issuer: BY.issuer, identity: BY.identity }
const NOW = new Date('2026-11-21T12:00:00Z')

let folder: string
let told: string[]
const log = { notice: (text: string) => void told.push(text) }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roots-'))
  told = []
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the trusted root of a known instance', () => {
  let mine: FakeSigstore
  let stranger: FakeSigstore
  let server: TufServer
  beforeAll(async () => {
    ;[mine, stranger] = await Promise.all([fakeSigstore(), fakeSigstore()])
  })
  beforeEach(async () => {
    server = await tufServer({
      name: 'trusted_root.json',
      content: JSON.stringify(mine.trustedRoot()),
    })
  })
  afterEach(() => server.close())

  const json = (value: object) => {
    const copy: unknown = JSON.parse(JSON.stringify(value))
    if (!isObject(copy)) throw new Error('a root is an object')
    return copy
  }

  /** An instance whose embedded root is one of the two, and whose repository hands out `mine`. */
  const instance = (embedded: FakeSigstore, asOf = '2026-11-01'): RefreshableInstance => ({
    name: 'test instance',
    embedded: async () => ({ root: json(embedded.trustedRoot()), asOf }),
    repository: async () => ({ url: server.url, root: json(JSON.parse(server.root)) }),
  })

  const source = (which: RefreshableInstance, refresh: Refresh): RootSource =>
    instanceRoots({
      which,
      refresh,
      log,
      now: NOW,
      cacheFolder: join(folder, 'tuf'),
      timeoutMs: 5_000,
    })

  const verified = async (roots: RootSource, by: FakeSigstore) => {
    const bundle = await by.signArtifact(ARTIFACT, BY)
    return bundleVerifier(roots).artifact(bytesOf(bundle), ARTIFACT, POLICY)
  }

  test.each(['auto', 'never'] as const)(
    'is the embedded one while it is good: %s',
    async (refresh) => {
      const { root } = await verified(source(instance(mine), refresh), mine)
      expect(root).toBe('test instance')
      expect(server.requests).toEqual([])
      expect(told).toEqual([])
    },
  )

  test('is fetched once when something is refused for want of trust material', async () => {
    const roots = source(instance(stranger), 'auto')
    const verifier = bundleVerifier(roots)
    for (const _time of [1, 2]) {
      const bundle = await mine.signArtifact(ARTIFACT, BY)
      await expect(verifier.artifact(bytesOf(bundle), ARTIFACT, POLICY)).resolves.toBeDefined()
    }
    expect(server.requests.filter((path) => path.startsWith('/targets/'))).toHaveLength(1)
  })

  test('is not fetched for what another signer signed', async () => {
    const bundle = await mine.signArtifact(ARTIFACT, workflowIdentity('org/other'))
    const work = bundleVerifier(source(instance(mine), 'auto')).artifact(
      bytesOf(bundle),
      ARTIFACT,
      POLICY,
    )
    expect((await refused(work)).refusal).toBe('identity')
    expect(server.requests).toEqual([])
  })

  test('is not fetched when that is not wanted', async () => {
    const answer = await refused(verified(source(instance(stranger), 'never'), mine))
    expect(answer.refusal).toBe('certificate')
    expect(server.requests).toEqual([])
  })

  test.each([
    ['always', 'always', '2026-11-01'],
    ['when the embedded one is old', 'auto', '2026-05-01'],
  ] as const)('is fetched first: %s', async (_when, refresh, asOf) => {
    await expect(verified(source(instance(stranger, asOf), refresh), mine)).resolves.toBeDefined()
    expect(told).toEqual([])
  })

  test('that is fetched takes the place of the embedded one', async () => {
    const answer = await refused(verified(source(instance(stranger), 'always'), stranger))
    expect(answer.refusal).toBe('certificate')
  })

  test('is told when it is old and may not be refreshed', async () => {
    await verified(source(instance(mine, '2026-05-01'), 'never'), mine)
    expect(told).toEqual([
      expect.stringMatching(
        /test instance: it is of 2026-05-01, more than 6 months old.*Update this/,
      ),
    ])
  })

  test('is the embedded one when none can be fetched, which is told', async () => {
    await server.close()
    await expect(verified(source(instance(mine), 'always'), mine)).resolves.toBeDefined()
    expect(told).toEqual([
      expect.stringMatching(/embedded trusted root of test instance is used.*could not be fetched/),
    ])
  })

  test('stays refused when none can be fetched', async () => {
    await server.close()
    server = await tufServer({ name: 'trusted_root.json', content: '{}' })
    const answer = await refused(verified(source(instance(stranger), 'auto'), mine))
    expect(answer).toMatchObject({ refusal: 'certificate', name: 'AttestationError' })
    expect(told).toEqual([expect.stringMatching(/trusted root cannot be used/)])
  })

  test('may be one of several', async () => {
    const roots = combinedRoots([
      source(instance(stranger), 'never'),
      source(instance(mine), 'never'),
    ])
    expect(await roots.current()).toHaveLength(2)
    await expect(verified(roots, mine)).resolves.toBeDefined()
  })

  test.each(['public', 'github'] as const)('is at hand without network: %s', async (which) => {
    const roots = instanceRoots({ which, refresh: 'never', log, now: NOW, cacheFolder: folder })
    expect((await roots.current())[0]?.root.certificateAuthorities).toHaveLength(
      which === 'public' ? 2 : 6,
    )
    expect(told).toEqual([])
  })
})

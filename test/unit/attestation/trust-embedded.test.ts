import { createPublicKey, verify, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { GITHUB_AS_OF, GITHUB_ROOT } from '@ci-kit/attestation/trust/embedded/github-root'
import { GITHUB_TUF_ROOT } from '@ci-kit/attestation/trust/embedded/github-tuf-root'
import { PUBLIC_AS_OF, PUBLIC_ROOT } from '@ci-kit/attestation/trust/embedded/public-root'
import { openTrustedRoot } from '@ci-kit/attestation/trust/trusted-root'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { canonicalJson } from '@ci-kit/local-sigstore/canonical-json'
import { describe, expect, test } from '@jest/globals'

const require = createRequire(import.meta.url)

const objects = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : []

/** The chains of a kind of authority, leaf first, each with its term. */
const chains = (root: Json, kind: 'certificateAuthorities' | 'timestampAuthorities') =>
  objects(root[kind]).map((authority) => {
    const term = objectAt(authority, 'validFor')
    const end = stringAt(term, 'end')
    return {
      start: new Date(stringAt(term, 'start') ?? ''),
      end: end === undefined ? undefined : new Date(end),
      chain: objects(objectAt(authority, 'certChain')?.certificates).map(
        ({ rawBytes }) => new X509Certificate(Buffer.from(String(rawBytes), 'base64')),
      ),
    }
  })

const ROOTS: readonly (readonly [string, Json])[] = [
  ['public', PUBLIC_ROOT],
  ['GitHub', GITHUB_ROOT],
]

const CHAINS = ROOTS.flatMap(([name, root]) =>
  (['certificateAuthorities', 'timestampAuthorities'] as const).flatMap((kind) =>
    chains(root, kind).map((authority, at) => [`${name} ${kind} ${at}`, authority] as const),
  ),
)

describe('the embedded trusted roots', () => {
  test('are there: two and one authorities of the public instance, six and six of GitHub', () => {
    expect(CHAINS).toHaveLength(15)
  })

  test.each(CHAINS)('have chains up to a root: %s', (_name, { chain }) => {
    const last = chain.at(-1)
    expect(chain.length).toBeGreaterThan(0)
    expect(last?.verify(last.publicKey)).toBe(true)
    for (const [at, certificate] of chain.entries()) {
      const issuer = chain[at + 1] ?? certificate
      expect(certificate.checkIssued(issuer)).toBe(true)
      expect(certificate.verify(issuer.publicKey)).toBe(true)
      expect(issuer.ca).toBe(true)
    }
  })

  test.each(CHAINS)(
    'trust nothing outside of the validity of its certificates: %s',
    (_name, of) => {
      for (const { validFrom, validTo } of of.chain) {
        const intermediate = of.chain.length > 1
        // The first public authority is trusted from some minutes before its certificate on.
        if (intermediate) expect(of.start >= new Date(validFrom)).toBe(true)
        expect((of.end ?? of.start) <= new Date(validTo)).toBe(true)
      }
    },
  )

  test.each(['certificateAuthorities', 'timestampAuthorities'] as const)(
    'know a current one of GitHub and no gap before it: %s',
    (kind) => {
      const terms = chains(GITHUB_ROOT, kind)
      for (const [at, { end }] of terms.entries()) {
        const next = terms[at + 1]
        if (next === undefined) expect(end).toBeUndefined()
        else expect(end !== undefined && end >= next.start).toBe(true)
      }
    },
  )

  test('want a log entry of the public instance, and a timestamp alone of GitHub', () => {
    expect(openTrustedRoot(PUBLIC_ROOT).thresholds).toEqual({
      tlogThreshold: 1,
      ctlogThreshold: 1,
      timestampThreshold: 1,
    })
    expect(openTrustedRoot(GITHUB_ROOT).thresholds).toEqual({
      tlogThreshold: 0,
      ctlogThreshold: 0,
      timestampThreshold: 1,
    })
  })

  test('say since when they are known', () => {
    for (const day of [PUBLIC_AS_OF, GITHUB_AS_OF]) expect(day).toMatch(/^20\d\d-\d\d-\d\d$/)
  })
})

describe('the embedded root of the public instance', () => {
  test('is the one of @sigstore/tuf: else run packages/tooling/src/embed-trusted-root.mjs', () => {
    const seeds: unknown = JSON.parse(
      readFileSync(require.resolve('@sigstore/tuf/seeds.json'), 'utf8'),
    )
    const seed = isObject(seeds) ? objectAt(seeds, 'https://tuf-repo-cdn.sigstore.dev') : undefined
    const target = stringAt(objectAt(seed, 'targets'), 'trusted_root.json')
    expect(PUBLIC_ROOT).toEqual(JSON.parse(Buffer.from(target ?? '', 'base64').toString()))
  })
})

describe("the embedded TUF root of GitHub's repository", () => {
  test('is signed by as many of its own keys as it wants', () => {
    const { signed, signatures } = GITHUB_TUF_ROOT
    const keys = new Map(Object.entries(signed.keys).map(([id, { keyval }]) => [id, keyval.public]))
    // TUF's canonical form leaves line ends inside of texts as they are.
    const bytes = Buffer.from(canonicalJson(signed).replaceAll('\\n', '\n'))
    const { keyids, threshold } = signed.roles.root
    const valid = signatures.filter(
      ({ keyid, sig }) =>
        keyids.includes(keyid) &&
        verify('sha256', bytes, createPublicKey(keys.get(keyid) ?? ''), Buffer.from(sig, 'hex')),
    )
    expect(threshold).toBe(3)
    expect(new Set(valid.map(({ keyid }) => keyid)).size).toBeGreaterThanOrEqual(threshold)
  })
})

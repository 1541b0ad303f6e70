import { registryEvidence } from '@ci-kit/attestation/evidence/registry-evidence'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { repositoryAt } from '../../../fakes/registry-client.ts'
import { registryServer } from '../../../fakes/registry-server.ts'
import { attachByCosign } from '../../../fakes/sigstore-attached.ts'
import {
  AMD64,
  ARM64,
  type FakeSigstore,
  FOREIGN,
  fakeSigstore,
  INDEX,
  POLICY,
  SPDX,
  scan,
  signed,
  verdictOn,
} from './signing.ts'

const MINUTE = 60_000
/** The services cannot sign in the past, so it is the gate that looks from the future. */
const LATER = new Date(Date.now() + 60 * MINUTE)

let sigstore: FakeSigstore
let newer: FakeSigstore
beforeAll(async () => {
  sigstore = await fakeSigstore()
  newer = await fakeSigstore({ certificate: LATER, log: LATER, timestamp: LATER })
})

/** Trusts both, so that there are statements of different times. */
const bothRoots = () => {
  const lists = (root: object) => Object.entries(root)
  const others = new Map(lists(newer.trustedRoot()))
  return Object.fromEntries(
    lists(sigstore.trustedRoot()).map(([name, value]) => {
      const other: unknown = others.get(name)
      return [name, Array.isArray(value) && Array.isArray(other) ? [...value, ...other] : value]
    }),
  )
}

const SCANNED: Partial<Policy> = {
  denyOpen: 'critical',
  predicates: [{ name: 'provenance', types: POLICY.predicates[0].types }],
}

const problemsIn = ({ subjects }: Verdict) =>
  subjects.flatMap(({ problems }) => problems).join('\n')
const refusalsIn = ({ subjects }: Verdict) =>
  subjects.flatMap(({ statements }) => statements.map(({ refused }) => refused?.refusal))

describe('a verdict on an image', () => {
  test('is green with one statement that is at all of its digests', async () => {
    const bundle = await signed(sigstore)
    const held = { [INDEX]: [bundle], [AMD64]: [bundle], [ARM64]: [bundle] }
    expect((await verdictOn(held, sigstore.trustedRoot())).outcome).toBe('verified')
  })

  test('is green with one at each platform, and none at the index', async () => {
    const held = {
      [AMD64]: [await signed(sigstore, { subject: [AMD64] })],
      [ARM64]: [await signed(sigstore, { subject: [ARM64] })],
    }
    expect((await verdictOn(held, sigstore.trustedRoot())).outcome).toBe('verified')
  })

  test('is red with nothing, and names the image and what to do', async () => {
    const verdict = await verdictOn({}, sigstore.trustedRoot())
    expect(verdict.outcome).toBe('unattested')
    expect(problemsIn(verdict)).toContain(
      `No provenance of ghcr.io/org/app@${INDEX} was found in registry r.test/org/app. Sign it`,
    )
  })

  test('is red with one of two platforms, and names the other one', async () => {
    const held = { [AMD64]: [await signed(sigstore, { subject: [AMD64] })] }
    const verdict = await verdictOn(held, sigstore.trustedRoot())
    expect(verdict.outcome).toBe('unattested')
    expect(problemsIn(verdict)).toContain(`${ARM64} (linux/arm64)`)
    expect(problemsIn(verdict)).not.toContain(AMD64)
  })

  test('is red where a bundle of one platform is at the other one', async () => {
    const bundle = await signed(sigstore, { subject: [AMD64] })
    const verdict = await verdictOn(
      { [AMD64]: [bundle], [ARM64]: [bundle] },
      sigstore.trustedRoot(),
    )
    expect(verdict.outcome).toBe('refused')
    expect(refusalsIn(verdict)).toEqual([undefined, 'subject'])
    expect(problemsIn(verdict)).toContain(`It is about ${AMD64}, not about ${ARM64}.`)
  })

  test('is red with another kind of statement only', async () => {
    const held = { [INDEX]: [await signed(sigstore, { predicateType: SPDX })] }
    const verdict = await verdictOn(held, sigstore.trustedRoot())
    expect(verdict.outcome).toBe('unattested')
    expect(refusalsIn(verdict)).toEqual(['predicate'])
  })

  test('is red with a signature over a file only', async () => {
    const bundle = await sigstore.signArtifact(Buffer.from(INDEX), { ...POLICY.signers[0] })
    const verdict = await verdictOn({ [INDEX]: [bundle] }, sigstore.trustedRoot())
    expect(verdict.outcome).toBe('unattested')
  })

  test('is red when it is too old, and both times are told', async () => {
    const held = { [INDEX]: [await signed(sigstore)] }
    const policy = { maxAgeMs: 30 * MINUTE }
    const verdict = await verdictOn(held, sigstore.trustedRoot(), policy, LATER.getTime())
    expect(verdict.outcome).toBe('refused')
    expect(refusalsIn(verdict)).toEqual(['age'])
    expect(problemsIn(verdict)).toMatch(/(?:59|60) minutes ago, expected at most 30 minutes/)
  })

  test('is green when an old one is beside a new one', async () => {
    const held = { [INDEX]: [await signed(sigstore), await signed(newer)] }
    const policy = { maxAgeMs: 30 * MINUTE }
    const verdict = await verdictOn(held, bothRoots(), policy, LATER.getTime())
    expect(verdict.outcome).toBe('verified')
    expect(refusalsIn(verdict)).toEqual(['age', undefined])
  })

  test('is unknown without a trusted root that can be used', async () => {
    const held = { [INDEX]: [await signed(sigstore)] }
    const verdict = await verdictOn(held, {})
    expect(verdict.outcome).toBe('unknown')
    expect(problemsIn(verdict)).toContain('trusted root')
  })

  test('is red with a layer of cosign that a key signed', async () => {
    const server = await registryServer()
    try {
      const place = { store: server.store, repository: 'org/app', subject: INDEX }
      attachByCosign(place, [await signed(sigstore)], { 'dev.sigstore.cosign/certificate': '' })
      const source = registryEvidence('r.test/org/app', repositoryAt(server))
      const verdict = await verdictOn(source, sigstore.trustedRoot())
      expect(verdict.outcome).toBe('refused')
      expect(refusalsIn(verdict)).toEqual(['unread'])
      expect(problemsIn(verdict)).toContain('signed without a certificate, so it names nobody')
    } finally {
      await server.close()
    }
  })
})

describe('a verdict on scans', () => {
  test('is red with an open critical one, and names it', async () => {
    const held = {
      [INDEX]: [await signed(sigstore), await signed(sigstore, scan('HIGH', 'CRITICAL'))],
    }
    const verdict = await verdictOn(held, sigstore.trustedRoot(), SCANNED)
    expect(verdict.outcome).toBe('refused')
    expect(refusalsIn(verdict)).toEqual([undefined, 'vulnerabilities'])
    expect(problemsIn(verdict)).toContain('CVE-2026-2 (critical); expected none that is critical')
  })

  test('is red without one', async () => {
    const verdict = await verdictOn(
      { [INDEX]: [await signed(sigstore)] },
      sigstore.trustedRoot(),
      SCANNED,
    )
    expect(verdict.outcome).toBe('unattested')
    expect(problemsIn(verdict)).toContain('No vulns of')
  })

  test.each([
    ['red with a newer bad one after an older good one', [], ['CRITICAL'], 'refused'],
    ['green with a newer good one after an older bad one', ['CRITICAL'], [], 'verified'],
  ])('is %s', async (_name, then, now, outcome) => {
    const [before, after] = [
      await signed(sigstore, scan(...then)),
      await signed(newer, scan(...now)),
    ]
    const provenance = await signed(sigstore)
    for (const scans of [
      [before, after],
      [after, before],
    ]) {
      const verdict = await verdictOn(
        { [INDEX]: [provenance, ...scans] },
        bothRoots(),
        SCANNED,
        LATER.getTime(),
      )
      expect(verdict.outcome).toBe(outcome)
    }
  })

  test('is red with a clean one of another image', async () => {
    const clean = { ...scan(), subject: [FOREIGN] }
    const held = { [INDEX]: [await signed(sigstore), await signed(sigstore, clean)] }
    const verdict = await verdictOn(held, sigstore.trustedRoot(), SCANNED)
    expect(verdict.outcome).toBe('refused')
    expect(refusalsIn(verdict)).toEqual([undefined, 'subject'])
  })
})

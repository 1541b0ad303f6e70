import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { GateSubject, Verdict } from '@ci-kit/attestation/gate/verdict'
import { verifySubjects } from '@ci-kit/attestation/gate/verify-subjects'
import { initializeCA } from '@ci-kit/local-sigstore/mock-parts'
import { keyPair } from '@ci-kit/local-sigstore/services'
import {
  type FakeBundle,
  type FakeIdentity,
  type FakeSigstore,
  fakeSigstore,
  type Proof,
  signingWith,
  workflowIdentity,
} from '@ci-kit/local-sigstore/sigstore'
import type { Digest } from '@ci-kit/oci/digest'
import { bytesOf, verifierOn } from '../bundles.ts'

export { type FakeBundle, type FakeIdentity, type FakeSigstore, fakeSigstore, workflowIdentity }

export const PROVENANCE = 'https://slsa.dev/provenance/v1'
export const SPDX = 'https://spdx.dev/Document/v2.3'
export const VULNS = 'https://in-toto.io/attestation/vulns/v0.2'

export const INDEX: Digest = `sha256:${'1'.repeat(64)}`
export const AMD64: Digest = `sha256:${'2'.repeat(64)}`
export const ARM64: Digest = `sha256:${'3'.repeat(64)}`
export const FOREIGN: Digest = `sha256:${'f'.repeat(64)}`

export const IMAGE: GateSubject = {
  name: 'ghcr.io/org/app',
  digest: INDEX,
  platforms: [
    { platform: 'linux/amd64', digest: AMD64 },
    { platform: 'linux/arm64', digest: ARM64 },
  ],
}

export const BY = workflowIdentity()

export const POLICY: Policy = {
  signers: [{ issuer: BY.issuer, identity: BY.identity }],
  sourceRepository: 'https://github.com/org/app',
  sourceRef: 'refs/heads/main',
  hostedRunnerOnly: true,
  predicates: [{ name: 'provenance', types: [PROVENANCE] }],
  otherStatements: 'refuse',
  transparencyLog: 'required',
}

/** Somebody like another, but for what Fulcio wrote into the certificate. */
export const withExtensions = (
  by: FakeIdentity,
  extensions: Readonly<Record<number, string>>,
): FakeIdentity => ({ ...by, extensions: { ...by.extensions, ...extensions } })

export const withoutExtension = (by: FakeIdentity, number: number): FakeIdentity => ({
  ...by,
  extensions: Object.fromEntries(
    Object.entries(by.extensions ?? {}).filter(([name]) => name !== String(number)),
  ),
})

export type Statement = {
  readonly by?: FakeIdentity
  readonly proof?: Proof
  readonly subject?: readonly Digest[]
  readonly predicateType?: string
  readonly predicate?: unknown
  readonly payloadType?: string
  readonly type?: string
}

/** Signs provenance of the image and its platforms, but for what is changed. */
export const signed = (
  sigstore: FakeSigstore,
  { by = BY, proof, ...change }: Statement = {},
): Promise<FakeBundle> => {
  const usual = { subject: [INDEX, AMD64, ARM64], predicateType: PROVENANCE, predicate: {} }
  return sigstore.signStatement({ ...usual, ...change }, by, proof)
}

export const scan = (...severities: readonly string[]): Statement => ({
  predicateType: VULNS,
  predicate: {
    scanner: {
      result: severities.map((score, at) => ({
        id: `CVE-2026-${at + 1}`,
        severity: [{ method: 'trivy', score }],
      })),
    },
  },
})

/** The same services, whose certificates are in no certificate log. */
export const withoutCertificateLog = async ({ services }: FakeSigstore): Promise<FakeSigstore> =>
  signingWith({ ...services, authority: await initializeCA(keyPair('P-384')) })

/** The same services, whose certificates have further extensions, also such that are there already. */
export const withMoreExtensions = (
  { services }: FakeSigstore,
  ...more: readonly { oid: string; value: string; legacy?: boolean }[]
): FakeSigstore => {
  const { rootCertificate } = services.authority
  const issueCertificate: typeof services.authority.issueCertificate = (options) =>
    services.authority.issueCertificate({
      ...options,
      extensions: [...(options.extensions ?? []), ...more],
    })
  return signingWith({ ...services, authority: { rootCertificate, issueCertificate } })
}

/** A trusted root, in which some lists are those of another one. */
export const rootWith = (own: object, other: object, ...names: readonly string[]): object => ({
  ...own,
  ...Object.fromEntries(Object.entries(other).filter(([name]) => names.includes(name))),
})

export type Held = { readonly [digest: Digest]: readonly (FakeBundle | string)[] }

/** A place that has these bundles; texts are stored as they are. */
export const sourceOf = (held: Held, name = 'registry r.test/org/app'): EvidenceSource => ({
  name,
  find: async (digest) => ({
    attachments: (held[digest] ?? []).map((bundle, at) => ({
      where: `${name}, ${digest.slice(0, 9)} ${at + 1}`,
      bundle: typeof bundle === 'string' ? Buffer.from(bundle) : bytesOf(bundle),
    })),
    ignored: [],
  }),
})

/** What the gate says of the image, with one place to look. */
export const verdictOn = (
  held: Held | EvidenceSource,
  root: object,
  policy: Partial<Policy> = {},
  now = Date.now(),
): Promise<Verdict> =>
  verifySubjects(
    [IMAGE],
    { ...POLICY, ...policy },
    {
      evidence: () => [isSource(held) ? held : sourceOf(held)],
      verifier: verifierOn(root),
      clock: { now: () => now },
    },
  )

const isSource = (held: Held | EvidenceSource): held is EvidenceSource => 'find' in held

import { type PolicyPlace, policyIn } from '@ci-kit/attestation/gate/parse-policy'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { GateSubject, JudgedStatement } from '@ci-kit/attestation/gate/verdict'
import type { VerifiedStatement } from '@ci-kit/attestation/verify/verifier'
import type { Digest } from '@ci-kit/oci/digest'

export const PLACE: PolicyPlace = policyIn('policy')

export const INDEX: Digest = `sha256:${'1'.repeat(64)}`
export const AMD64: Digest = `sha256:${'2'.repeat(64)}`
export const ARM64: Digest = `sha256:${'3'.repeat(64)}`

export const IMAGE: GateSubject = {
  name: 'ghcr.io/org/app',
  digest: INDEX,
  platforms: [
    { platform: 'linux/amd64', digest: AMD64 },
    { platform: 'linux/arm64', digest: ARM64 },
  ],
}

export const SINGLE: GateSubject = { name: 'ghcr.io/org/app', digest: INDEX, platforms: [] }

export const PROVENANCE = 'https://slsa.dev/provenance/v1'
export const SPDX = 'https://spdx.dev/Document/v2.3'
export const VULNS = 'https://in-toto.io/attestation/vulns/v0.2'

export const ISSUER = 'https://token.actions.githubusercontent.com'
export const WORKFLOW = 'https://github.com/org/app/.github/workflows/release.yml@refs/heads/main'

export const NOW = Date.parse('2026-11-21T12:00:00Z')
export const DAY = 86_400_000

export const POLICY: Policy = {
  signers: [{ issuer: ISSUER, identity: WORKFLOW }],
  sourceRepository: 'https://github.com/org/app',
  hostedRunnerOnly: true,
  predicates: [{ name: 'provenance', types: [PROVENANCE] }],
  otherStatements: 'refuse',
  transparencyLog: 'required',
}

type Change = {
  readonly signer?: Partial<VerifiedStatement['signer']>
  readonly signedAt?: Date
  readonly subjects?: readonly Digest[]
  readonly predicateType?: string
  readonly predicate?: VerifiedStatement['statement']['predicate']
}

/** A statement that the policy above accepts, but for what is changed. */
export const statement = (change: Change = {}): VerifiedStatement => ({
  signer: {
    identity: WORKFLOW,
    issuer: ISSUER,
    sourceRepository: 'https://github.com/org/app',
    sourceRef: 'refs/heads/main',
    buildConfig: WORKFLOW,
    runner: 'github-hosted',
    runUrl: 'https://github.com/org/app/actions/runs/4711/attempts/1',
    ...change.signer,
  },
  signedAt: change.signedAt ?? new Date(NOW - 60_000),
  logIndices: ['1001'],
  root: 'test',
  proof: 'log',
  statement: {
    subjects: (change.subjects ?? [INDEX, AMD64, ARM64]).map((digest) => ({
      name: 'ghcr.io/org/app',
      digests: [digest],
    })),
    predicateType: change.predicateType ?? PROVENANCE,
    predicate: change.predicate ?? {},
  },
})

export const judged = (
  subject: Digest,
  change: Change = {},
  refused?: JudgedStatement['refused'],
): JudgedStatement => ({
  subject,
  where: `registry ${subject.slice(0, 12)}`,
  bundle: `sha256:${'b'.repeat(64)}`,
  verified: statement(change),
  ...(refused !== undefined && { refused }),
})

/** A scan of in-toto's version 0.2 that tells of one vulnerability a severity. */
export const scan = (...severities: readonly string[]) => ({
  scanner: {
    uri: 'pkg:github/aquasecurity/trivy@v0.74.0',
    result: severities.map((score, at) => ({
      id: `CVE-2026-${at + 1}`,
      severity: [{ method: 'trivy', score }],
      annotations: [{ package: 'pkg:deb/openssl' }],
    })),
  },
})

export const messageOfThrown = (work: () => unknown): string => {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'UserError') return thrown.message
    throw thrown
  }
  throw new Error('nothing was thrown')
}

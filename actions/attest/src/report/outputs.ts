import type { SignedBundle } from '@ci-kit/attestation/sign/bundle-signer'
import type { Outputs } from '@ci-kit/core/outputs'
import type { StoredStatement } from '../store/stored.ts'
import type { AttestReport, SkippedRun } from './attest-report.ts'

/**
 * The outputs of a run. Lists are one entry a line; `referrers` and `results`
 * are JSON. `bundle-path`, `attestation-id` and `attestation-url` are what
 * actions/attest calls so: the file with all bundles, and the first of each.
 */
export const outputsOf = (report: AttestReport): Outputs => {
  const { statements, artifact } = report
  const ids = defined(statements.map(({ attestationId }) => attestationId))
  const urls = defined(statements.map(({ attestationUrl }) => attestationUrl))
  return {
    'bundle-path': report.allBundles ?? '',
    'bundle-paths': listed(statements.map(({ bundlePath }) => bundlePath)),
    'attestation-id': ids[0] ?? '',
    'attestation-ids': listed(ids),
    'attestation-url': urls[0] ?? '',
    'attestation-urls': listed(urls),
    referrers: statements.flatMap(referrersOf),
    'log-indices': listed(statements.flatMap(({ signed }) => signed.logIndices)),
    proof: weakestProof(statements) ?? '',
    'log-outage': defined(statements.map(({ signed }) => signed.logOutage))[0] ?? '',
    verified: report.verified,
    reused: statements.filter(({ reused }) => reused).length,
    skipped: '',
    'artifact-name': artifact?.name ?? '',
    'artifact-url': artifact?.url ?? '',
    results: statements.map(resultOf),
  }
}

/** The outputs of a run that signs nothing: all there, and nothing claimed. */
export const skippedOutputs = ({ skipped }: SkippedRun): Outputs => ({
  ...outputsOf({
    statements: [],
    verified: false,
    allBundles: undefined,
    artifact: undefined,
    signer: undefined,
    instance: 'private',
    warnings: [],
  }),
  skipped,
})

const PROOFS = ['timestamp', 'log', 'log-and-timestamp'] as const

/** What all statements have at least; undefined without any. */
const weakestProof = (statements: readonly StoredStatement[]): SignedBundle['proof'] | undefined =>
  PROOFS.find((proof) => statements.some(({ signed }) => signed.proof === proof))

const referrersOf = ({ planned, attached }: StoredStatement) =>
  attached.map(({ place, digest, listedBy }) => ({
    image: place.image.name,
    subject: place.manifest.descriptor.digest,
    platform: place.manifest.platform,
    predicateType: planned.statement.predicateType,
    referrer: digest,
    listedBy,
  }))

const resultOf = (stored: StoredStatement) => ({
  kind: stored.planned.kind,
  predicateType: stored.planned.statement.predicateType,
  subjects: stored.planned.statement.subjects,
  reused: stored.reused,
  bundlePath: stored.bundlePath,
  attestationId: stored.attestationId ?? null,
  attestationUrl: stored.attestationUrl ?? null,
  referrers: referrersOf(stored),
  logIndices: stored.signed.logIndices,
  proof: stored.signed.proof,
  logOutage: stored.signed.logOutage ?? null,
})

const listed = (values: readonly string[]): string => [...new Set(values)].join('\n')

const defined = (values: readonly (string | undefined)[]): readonly string[] =>
  values.filter((value) => value !== undefined)

import type { AttestReport, ReportedSigner } from '@ci-kit/attest/report/attest-report'
import type { StoredStatement } from '@ci-kit/attest/store/stored'

export const SIGNER: ReportedSigner = {
  identity: 'https://github.com/octo/shop/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
  sourceRepository: 'https://github.com/octo/shop',
  runner: 'github-hosted',
}

export const reportOf = (
  statements: readonly StoredStatement[],
  more: Partial<AttestReport> = {},
): AttestReport => ({
  statements,
  verified: true,
  allBundles: '/temp/attestations.jsonl',
  artifact: undefined,
  signer: SIGNER,
  instance: 'public',
  warnings: [],
  ...more,
})

import type { Signer } from '@ci-kit/attestation/verify/signer'

export const SERVER = 'https://github.com'

/** The certificate of the run that the claims beside this tell of. */
export const signer: Signer = {
  identity: `${SERVER}/octo/shop/.github/workflows/ci.yml@refs/heads/main`,
  issuer: 'https://token.actions.githubusercontent.com',
  sourceRepository: `${SERVER}/octo/shop`,
  sourceDigest: 'a'.repeat(40),
  sourceRef: 'refs/heads/main',
  sourceRepositoryId: '1',
  sourceOwnerId: '2',
  buildConfig: `${SERVER}/octo/shop/.github/workflows/ci.yml@refs/heads/main`,
  trigger: 'push',
  runUrl: `${SERVER}/octo/shop/actions/runs/7/attempts/1`,
  runner: 'github-hosted',
}

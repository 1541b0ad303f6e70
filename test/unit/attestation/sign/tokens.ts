/** The claims of a token of GitHub, as its documentation shows them. */
export const CLAIMS = {
  iss: 'https://token.actions.githubusercontent.com',
  sub: 'repo:org/app:ref:refs/heads/main',
  aud: 'sigstore',
  exp: 1_900_000_000,
  iat: 1_899_999_700,
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  repository: 'org/app',
  repository_id: '4711',
  repository_owner: 'org',
  repository_owner_id: '42',
  repository_visibility: 'private',
  run_id: '123456789',
  run_attempt: '2',
  actor: 'mona',
  event_name: 'push',
  workflow_ref: 'org/app/.github/workflows/release.yml@refs/heads/main',
  workflow_sha: 'a'.repeat(40),
  job_workflow_ref: 'org/ci/.github/workflows/build.yml@refs/tags/v1',
  job_workflow_sha: 'b'.repeat(40),
  runner_environment: 'github-hosted',
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token whose signature nobody has made. */
export const tokenOf = (more: Record<string, unknown> = {}): string =>
  `${part({ alg: 'RS256', typ: 'JWT', kid: 'x' })}.${part({ ...CLAIMS, ...more })}.${part('signature of the issuer')}`

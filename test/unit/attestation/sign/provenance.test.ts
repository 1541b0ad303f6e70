import { AttestationError } from '@ci-kit/attestation/attestation-error'
import { parseWorkflowClaims } from '@ci-kit/attestation/sign/claims'
import { provenancePredicate, workflowPlace } from '@ci-kit/attestation/sign/provenance'
import { requireAgreement, sameProvenance } from '@ci-kit/attestation/sign/provenance-agreement'
import type { Signer } from '@ci-kit/attestation/verify/signer'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { tokenOf } from './tokens.ts'

const SERVER = 'https://github.com'
const predicate = (more: Record<string, unknown> = {}) =>
  provenancePredicate(parseWorkflowClaims(tokenOf(more)), SERVER)

test('the predicate has the shape that GitHub’s own actions write', () => {
  expect(predicate()).toEqual({
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: {
        workflow: {
          ref: 'refs/heads/main',
          repository: 'https://github.com/org/app',
          path: '.github/workflows/release.yml',
        },
      },
      internalParameters: {
        github: {
          event_name: 'push',
          repository_id: '4711',
          repository_owner_id: '42',
          runner_environment: 'github-hosted',
        },
      },
      resolvedDependencies: [
        {
          uri: 'git+https://github.com/org/app@refs/heads/main',
          digest: { gitCommit: 'a'.repeat(40) },
        },
      ],
    },
    runDetails: {
      builder: { id: 'https://github.com/org/ci/.github/workflows/build.yml@refs/tags/v1' },
      metadata: {
        invocationId: 'https://github.com/org/app/actions/runs/123456789/attempts/2',
      },
    },
  })
})

describe('the place of a workflow', () => {
  test.each([
    [
      'org/app/.github/workflows/ci.yml@refs/heads/main',
      '.github/workflows/ci.yml',
      'refs/heads/main',
    ],
    [
      'org/app/.github/workflows/ci.yml@refs/tags/@scope/pkg@1.0',
      '.github/workflows/ci.yml',
      'refs/tags/@scope/pkg@1.0',
    ],
    [
      'org/app/.github/workflows/ci.yml@refs/heads/x@refs/heads/y',
      '.github/workflows/ci.yml',
      'refs/heads/x@refs/heads/y',
    ],
    [
      'org/app/.github/workflows/a@b.yml@refs/pull/7/merge',
      '.github/workflows/a@b.yml',
      'refs/pull/7/merge',
    ],
    [
      'org/app/.github/workflows/org/app/ci.yml@refs/heads/m',
      '.github/workflows/org/app/ci.yml',
      'refs/heads/m',
    ],
  ])('%s', (workflowRef, path, ref) => {
    expect(workflowPlace(workflowRef)).toEqual({ repository: 'org/app', path, ref })
  })

  test('survives every file name and every ref', () => {
    const name = fc.stringMatching(/^[a-z@.-]{1,12}$/)
    const ref = fc
      .array(fc.stringMatching(/^[a-zé@.{}-]{1,8}$/), { minLength: 2, maxLength: 4 })
      .map((parts) => `refs/${parts.join('/')}`)
    fc.assert(
      fc.property(name, name, name, ref, (owner, app, file, ref) => {
        const [repository, path] = [`${owner}/${app}`, `.github/workflows/${file}.yml`]
        expect(workflowPlace(`${repository}/${path}@${ref}`)).toEqual({ repository, path, ref })
      }),
    )
  })

  test.each([
    'org/app/.github/workflows/ci.yml',
    'org/ci.yml@refs/heads/main',
    '@refs/heads/main',
    '',
  ])('%j has none', (workflowRef) => {
    expect(() => workflowPlace(workflowRef)).toThrow('expected org/repository/path@refs/')
  })
})

describe('the same provenance', () => {
  test('in another attempt of the run', () => {
    expect(sameProvenance(predicate(), predicate({ run_attempt: '31' }))).toBe(true)
  })

  test('after a way through JSON, in another order', () => {
    const { runDetails, buildDefinition } = predicate()
    const parsed = JSON.parse(JSON.stringify({ runDetails, buildDefinition }))
    expect(sameProvenance(predicate(), parsed)).toBe(true)
  })

  test.each([
    ['run', { run_id: '5' }],
    ['commit', { sha: 'c'.repeat(40) }],
    ['builder', { job_workflow_ref: 'org/ci/.github/workflows/build.yml@refs/tags/v2' }],
    ['event', { event_name: 'schedule' }],
  ])('not of another %s', (_, more) => {
    expect(sameProvenance(predicate(), predicate(more))).toBe(false)
  })

  test.each([{}, { runDetails: 'x' }, { ...predicate(), more: 1 }])('not %j', (other) => {
    expect(sameProvenance(predicate(), other)).toBe(false)
  })
})

const SIGNER: Signer = {
  identity: 'https://github.com/org/ci/.github/workflows/build.yml@refs/tags/v1',
  issuer: 'https://token.actions.githubusercontent.com',
  sourceRepository: 'https://github.com/org/app',
  sourceDigest: 'a'.repeat(40),
  sourceRef: 'refs/heads/main',
  sourceRepositoryId: '4711',
  sourceOwnerId: '42',
  buildConfig: 'https://github.com/org/app/.github/workflows/release.yml@refs/heads/main',
  trigger: 'push',
  runUrl: 'https://github.com/org/app/actions/runs/123456789/attempts/2',
  runner: 'github-hosted',
}

describe('the certificate', () => {
  test('agrees with what was claimed', () => {
    expect(() => requireAgreement(predicate(), SIGNER)).not.toThrow()
  })

  test.each([
    ['builder', { identity: `${SIGNER.identity}x` }],
    ['source', { sourceRepository: 'https://github.com/org/app2' }],
    ['source', { sourceRef: 'refs/heads/main2' }],
    ['commit', { sourceDigest: 'b'.repeat(40) }],
    ['run', { runUrl: 'https://github.com/org/app/actions/runs/123456789/attempts/1' }],
    ['workflow', { buildConfig: SIGNER.identity }],
    ['event', { trigger: 'pull_request' }],
    ['repository id', { sourceRepositoryId: '4712' }],
    ['owner id', { sourceOwnerId: '43' }],
    ['runner', { runner: 'self-hosted' }],
  ])('that names another %s is told with both sides', (what, more) => {
    const agree = () => requireAgreement(predicate(), { ...SIGNER, ...more })
    expect(agree).toThrow(AttestationError)
    expect(agree).toThrow(`it names the ${what} "`)
    expect(agree).toThrow(Object.values(more)[0])
  })

  test('that says nothing of a run agrees with no provenance', () => {
    const { identity, issuer } = SIGNER
    expect(() => requireAgreement(predicate(), { identity, issuer })).toThrow(
      /the certificate says nothing; commit "a+", the certificate says nothing;.*Check GITHUB_SERVER_URL/,
    )
  })
})

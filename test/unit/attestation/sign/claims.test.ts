import { parseClaims, parseWorkflowClaims } from '@ci-kit/attestation/sign/claims'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { tokenOf } from './tokens.ts'

const messageFor = (work: () => unknown): string => {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }
  return 'it was accepted'
}

describe('the claims of a token', () => {
  test('of GitHub', () => {
    expect(parseWorkflowClaims(tokenOf({ environment: 'production' }))).toEqual({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'repo:org/app:ref:refs/heads/main',
      audience: ['sigstore'],
      expiresAt: new Date(1_900_000_000_000),
      visibility: 'private',
      repository: 'org/app',
      repositoryId: '4711',
      owner: 'org',
      ownerId: '42',
      ref: 'refs/heads/main',
      sha: 'a'.repeat(40),
      workflowRef: 'org/app/.github/workflows/release.yml@refs/heads/main',
      jobWorkflowRef: 'org/ci/.github/workflows/build.yml@refs/tags/v1',
      jobWorkflowSha: 'b'.repeat(40),
      event: 'push',
      runId: '123456789',
      runAttempt: '2',
      runner: 'github-hosted',
      actor: 'mona',
      environment: 'production',
    })
  })

  test('of people: the verified mail address is what is signed', () => {
    const token = tokenOf({ email: 'me@example.com', email_verified: true, aud: ['a', 'sigstore'] })
    expect(parseClaims(token)).toMatchObject({
      subject: 'me@example.com',
      audience: ['a', 'sigstore'],
    })
  })

  test('of GitHub, with a subject that was customised', () => {
    const sub = 'repository_owner:org:environment:Production EU'
    expect(parseClaims(tokenOf({ sub })).subject).toBe(sub)
  })
})

describe('refused without repeating the token', () => {
  test.each([
    [
      'a mail address that nobody verified',
      { email: 'me@example.com' },
      'has not verified the mail address',
    ],
    ['no issuer', { iss: undefined }, 'claim "iss" is missing'],
    ['no subject', { sub: '' }, 'claim "sub" is missing'],
    ['no audience', { aud: undefined }, 'claim "aud" is missing'],
    ['an odd audience', { aud: ['sigstore', 1] }, 'claim "aud"'],
    ['no expiry', { exp: '1900000000' }, 'claim "exp"'],
    ['an endless expiry', { exp: 1e300 }, 'claim "exp"'],
    ['no commit', { sha: undefined }, 'claim "sha" is missing'],
    ['a short commit', { sha: 'abc1234' }, 'claim "sha" is "abc1234", which is not of its form'],
    ['a repository in a folder', { repository: 'a/b/c' }, 'claim "repository" is "a/b/c"'],
    ['a number instead of a text', { run_id: 5 }, 'claim "run_id" is missing'],
    ['an attempt that is no number', { run_attempt: '1/..' }, 'claim "run_attempt"'],
    ['a bare ref', { ref: 'main' }, 'claim "ref" is "main"'],
    [
      'a line break',
      { workflow_ref: 'org/app/x.yml@refs/heads/a\n::error::' },
      'claim "workflow_ref" is "org/app/x.yml@refs/heads/a\\n',
    ],
    [
      'a workflow without a ref',
      { job_workflow_ref: 'org/ci/.github/workflows/build.yml' },
      'claim "job_workflow_ref"',
    ],
    ['a text without end', { event_name: 'x'.repeat(3_000) }, 'claim "event_name"'],
    [
      'an inherited member',
      { sha: undefined, __proto__: { sha: 'a'.repeat(40) } },
      'claim "sha" is missing',
    ],
  ])('%s', (_, more, expected) => {
    const token = tokenOf(more)
    const message = messageFor(() => parseWorkflowClaims(token))
    expect(message).toContain(expected)
    for (const part of token.split('.')) expect(message).not.toContain(part)
  })

  const good = tokenOf()
  test.each([
    ['nothing', ''],
    ['two parts', good.split('.').slice(0, 2).join('.')],
    ['four parts', `${good}.x`],
    ['an empty signature', `${good.split('.').slice(0, 2).join('.')}.`],
    ['no base64', good.replace('.', '.%')],
    ['no JSON', `a.${Buffer.from('{"a').toString('base64url')}.c`],
    ['a list', `a.${Buffer.from('[]').toString('base64url')}.c`],
    ['no UTF-8', `a.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.c`],
    ['a line break in it', `${good}\n`],
    ['too much', `a.${'b'.repeat(70_000)}.c`],
  ])('%s', (_, token) => {
    const message = messageFor(() => parseClaims(token))
    expect(message).toMatch(/^The identity token cannot be used: it is no JSON Web Token/)
    expect(message.length).toBeLessThan(300)
  })
})

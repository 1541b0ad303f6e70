import type { Json } from '@ci-kit/core/json'
import { refusalForAll } from '@ci-kit/trivy-scan/upload/refusal'
import { describe, expect, test } from '@jest/globals'

type Answer = {
  readonly status: number | undefined
  readonly reason: string
  readonly rateLimited?: boolean
  readonly payload?: Json
  readonly serverUrl?: string
}

const refused = ({
  status,
  reason,
  rateLimited = false,
  payload = {},
  serverUrl = 'https://github.com',
}: Answer) =>
  refusalForAll(
    { status, reason, rateLimited, message: `GitHub answered ${status}: ${reason}.\nADVICE\n` },
    { payload, serverUrl },
  )

const visibility = (of: string): Json => ({ repository: { visibility: of, private: false } })

describe('a repository without code scanning', () => {
  test.each([
    'Code Security must be enabled for this repository to use code scanning.',
    'Advanced Security must be enabled for this repository to use code scanning.',
    'GitHub Code Security or GitHub Advanced Security must be enabled for this repository to use code scanning',
    'Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.',
    'repository not enabled for code scanning',
  ])('is told by %j', (reason) => {
    const refusal = refused({ status: 403, reason, payload: visibility('internal') })
    expect(refusal).toEqual({
      kind: 'setting',
      reason: `GitHub says: ${reason.replace(/\.$/, '')}. Turn on Code Security (part of GitHub Advanced Security) in the settings of the repository, or set 'upload: never'.`,
    })
  })

  test('needs no licence when it is public', () => {
    const reason = 'Code scanning is not enabled for this repository.'
    expect(refused({ status: 403, reason, payload: visibility('public') })?.reason).toMatch(
      /enabled for this repository\. Turn on code scanning in the settings of the repository\.$/,
    )
  })
})

describe('a token that may not', () => {
  const reason = 'Resource not accessible by integration'

  test('gets the advice on permissions', () => {
    expect(refused({ status: 403, reason })).toEqual({
      kind: 'setting',
      reason: `GitHub answered 403: ${reason}.\nADVICE`,
    })
  })

  test.each<Json>([
    { sender: { login: 'dependabot[bot]' } },
    { sender: { login: 'octocat' }, pull_request: { user: { login: 'dependabot[bot]' } } },
  ])('is explained for a run of Dependabot: %j', (payload) => {
    expect(refused({ status: 403, reason, payload })?.reason).toMatch(
      /ADVICE\nDependabot started this run: its token reads only, unless the workflow has this block\.$/,
    )
  })

  test('may be no token at all', () => {
    expect(refused({ status: 401, reason: 'Bad credentials' })).toMatchObject({ kind: 'setting' })
  })
})

describe('404', () => {
  test.each([
    ['https://github.com', false],
    ['https://octo.ghe.com', false],
    ['https://github.com.evil.example', true],
    ['https://notgithub.com', true],
    ['https://git.octo.example', true],
    ['', true],
  ])('on %j speaks of Advanced Security on the server: %s', (serverUrl, speaks) => {
    const refusal = refused({ status: 404, reason: 'Not Found', serverUrl })
    expect(refusal?.kind).toBe('setting')
    expect(refusal?.reason.includes('A GitHub Enterprise Server has')).toBe(speaks)
  })
})

describe('an answer', () => {
  test.each<Answer>([
    { status: 429, reason: 'x', rateLimited: true },
    { status: 403, reason: 'You have exceeded a secondary rate limit', rateLimited: true },
    { status: 500, reason: 'x' },
    { status: 503, reason: 'x' },
    { status: undefined, reason: 'connect ECONNREFUSED' },
  ])('is trouble of the service for all: %j', (answer) => {
    expect(refused(answer)).toEqual({
      kind: 'trouble',
      reason: expect.stringContaining(answer.reason),
    })
  })

  test.each(['commit not found', "ref 'refs/heads/x' not found in this repository"])(
    'is about the commit of all: %s',
    (reason) => {
      expect(refused({ status: 422, reason })).toEqual({
        kind: 'setting',
        reason: expect.stringMatching(/has to be for a commit that is in the repository\.$/),
      })
    },
  )

  test.each([400, 413, 422])('%s is about this one report', (status) => {
    expect(refused({ status, reason: 'Invalid SARIF' })).toBeUndefined()
  })
})

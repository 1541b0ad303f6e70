import { parseWorkflowClaims } from '@ci-kit/attestation/sign/claims'
import { identityTokens } from '@ci-kit/attestation/sign/identity-token'
import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { tokenOf } from '../../../unit/attestation/sign/tokens.ts'
import { asked, equipment, messageOf } from './signing.ts'

let sigstore: LocalSigstore
beforeAll(async () => {
  sigstore = await startLocalSigstore()
})
beforeEach(() => sigstore.faults.clear())
afterAll(() => sigstore.close())

const ofGitHub = (more = {}) => ({ GITHUB_ACTIONS: 'true', ...sigstore.environment(), ...more })

describe('in GitHub Actions', () => {
  test('a token is for the audience, and masked', async () => {
    const { options, masked } = equipment()
    const token = await identityTokens(ofGitHub(), options).token('sigstore')
    expect(parseWorkflowClaims(token)).toMatchObject({
      audience: ['sigstore'],
      repository: 'org/app',
    })
    expect(masked).toEqual([token])
  })

  test('it is kept for each audience', async () => {
    const { options } = equipment()
    const before = asked(sigstore, 'oidc')
    const tokens = identityTokens(ofGitHub(), options)
    const [first, same] = await Promise.all([tokens.token('sigstore'), tokens.token('sigstore')])
    expect(same).toBe(first)
    const both = await Promise.all([tokens.token('sigstore'), tokens.token('other')])
    expect(both[0]).toBe(first)
    expect(parseWorkflowClaims(both[1]).audience).toEqual(['other'])
    expect(asked(sigstore, 'oidc') - before).toBe(2)
  })

  test('it is asked for again shortly before it expires', async () => {
    const { options, clock } = equipment()
    const tokens = identityTokens(ofGitHub(), options)
    const first = await tokens.token('sigstore')
    clock.advance(Date.now() + 200_000)
    const [second, third] = await Promise.all([tokens.token('sigstore'), tokens.token('sigstore')])
    expect([second === first, second === third]).toEqual([false, true])
  })

  test('a failure is not kept', async () => {
    const { options } = equipment()
    const tokens = identityTokens(ofGitHub(), options)
    sigstore.faults.set('oidc', { kind: 'status', status: 403 }, 1)
    await expect(tokens.token('sigstore')).rejects.toThrow('answered 403')
    expect((await tokens.token('sigstore')).length).toBeGreaterThan(100)
  })

  test.each([
    ['no value', '{"count":1}', 'there is no token in it'],
    ['no JSON', 'eyJhbGciOiJIUzI1NiJ9.eyJzZWNyZXQiOjF9.c2lnbmF0dXJl', 'there is no token in it'],
    ['too much', JSON.stringify({ value: 'x'.repeat(2_000_000) }), 'sends an answer of more than'],
  ])('an answer with %s is refused unseen', async (_, body, expected) => {
    sigstore.faults.set('oidc', { kind: 'garbage', body })
    const { options, told } = equipment()
    const message = await messageOf(identityTokens(ofGitHub(), options).token('sigstore'))
    expect(message).toContain(expected)
    expect(message.length).toBeLessThan(400)
    expect([message, ...told].join()).not.toContain('eyJ')
  })

  test.each([
    ['both are missing', { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }],
    ['the address is missing', { ACTIONS_ID_TOKEN_REQUEST_URL: undefined }],
    ['the secret is missing', { ACTIONS_ID_TOKEN_REQUEST_TOKEN: undefined }],
    ['another token is there', { ACTIONS_ID_TOKEN_REQUEST_URL: '', SIGSTORE_ID_TOKEN: tokenOf() }],
  ])('the permission is named when %s', async (_, more) => {
    const { options } = equipment()
    const message = await messageOf(identityTokens(ofGitHub(more), options).token('sigstore'))
    expect(message).toContain('permissions:\n  contents: read\n  id-token: write\n')
    expect(message).toContain('forks never get the permission')
    expect(message).toContain('reusable workflow')
  })

  test('a secret that no header can carry is a bug and asked with once', async () => {
    const { options, told } = equipment()
    const tokens = identityTokens(ofGitHub({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'a\nb' }), options)
    await expect(tokens.token('sigstore')).rejects.toThrow('Invalid character in header')
    expect(told).toEqual([])
  })

  test.each(['file:///etc/passwd', 'pipelines.example/token', 'ftp://x.test/'])(
    'the address %s is not asked and not repeated',
    async (url) => {
      const { options } = equipment()
      const env = ofGitHub({ ACTIONS_ID_TOKEN_REQUEST_URL: url })
      const message = await messageOf(identityTokens(env, options).token('sigstore'))
      expect(message).toContain('ACTIONS_ID_TOKEN_REQUEST_URL is no http or https URL')
      expect(message).not.toContain(url)
    },
  )
})

describe('elsewhere', () => {
  test('the token of the environment is used, and masked', async () => {
    const { options, masked } = equipment()
    const token = tokenOf()
    const tokens = identityTokens({ SIGSTORE_ID_TOKEN: `${token}\n` }, options)
    expect(await tokens.token('sigstore')).toBe(token)
    expect(masked).toEqual([token])
  })

  test.each([
    [
      'for another audience',
      { aud: 'https://github.com/org' },
      'SIGSTORE_ID_TOKEN is for "https://github.com/org", and has to be for "sigstore"',
    ],
    ['over', { exp: 1_000 }, 'SIGSTORE_ID_TOKEN has expired at 1970-01-01T00:16:40.000Z'],
  ])('a token that is %s is refused without repeating it', async (_, claims, expected) => {
    const { options, clock } = equipment()
    clock.advance(1_800_000_000_000)
    const token = tokenOf(claims)
    const message = await messageOf(
      identityTokens({ SIGSTORE_ID_TOKEN: token }, options).token('sigstore'),
    )
    expect(message).toContain(expected)
    for (const part of token.split('.')) expect(message).not.toContain(part)
  })

  test('nothing is told with what to do', async () => {
    const { options } = equipment()
    await expect(identityTokens({}, options).token('sigstore')).rejects.toThrow(/SIGSTORE_ID_TOKEN/)
  })
})

import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { isObject, objectAt } from '@ci-kit/core/json'
import type { JobIdentity } from '@ci-kit/local-sigstore/oidc-service'
import type { LocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { describe, expect, test } from '@jest/globals'
import { X509Certificate as Certificate } from '@sigstore/core'
import { identityToken } from './signing.ts'
import { post, started } from './started.ts'

const start = started()
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const asked = (sigstore: LocalSigstore, token: string, proofOf: string) =>
  post(`${sigstore.urls.fulcio}/api/v2/signingCert`, {
    credentials: { oidcIdentityToken: token },
    publicKeyRequest: {
      publicKey: { algorithm: 'ECDSA', content: publicKey.export({ format: 'pem', type: 'spki' }) },
      proofOfPossession: sign('sha256', Buffer.from(proofOf), privateKey).toString('base64'),
    },
  })

const SUBJECT = 'repo:org/app:ref:refs/heads/main'

const pemIn = (text: string): string => {
  const answer: unknown = JSON.parse(text)
  const chain = objectAt(
    objectAt(isObject(answer) ? answer : undefined, 'signedCertificateEmbeddedSct'),
    'chain',
  )
  const [leaf] = Array.isArray(chain?.certificates) ? chain.certificates : []
  return String(leaf)
}

const FULL: JobIdentity = {
  subject: SUBJECT,
  claims: {
    sha: 'b'.repeat(40),
    job_workflow_ref: `org/shared/.github/workflows/${'long-'.repeat(30)}sign.yml@refs/tags/v1`,
    job_workflow_sha: 'c'.repeat(40),
    environment: 'production',
    event_name: 'workflow_dispatch',
    runner_environment: 'self-hosted',
    repository_visibility: 'private',
    run_id: '99',
    run_attempt: '3',
  },
}

describe('a certificate', () => {
  test('names the workflow, and has every extension of the claims', async () => {
    const sigstore = await start({ issuer: 'https://token.actions.githubusercontent.com' })
    const { status, text } = await asked(sigstore, await identityToken(sigstore, FULL), SUBJECT)
    expect(status).toBe(200)
    const certificate = Certificate.parse(pemIn(text))
    const signer = `https://github.com/${FULL.claims?.job_workflow_ref}`
    expect(certificate.subjectAltName).toBe(signer)
    const value = (number: number) =>
      certificate.extension(`1.3.6.1.4.1.57264.1.${number}`)?.valueObj
    const caller = 'https://github.com/org/app/.github/workflows/release.yml@refs/heads/main'
    const texts: Readonly<Record<number, string>> = {
      8: 'https://token.actions.githubusercontent.com',
      9: signer,
      10: 'c'.repeat(40),
      11: 'self-hosted',
      12: 'https://github.com/org/app',
      13: 'b'.repeat(40),
      14: 'refs/heads/main',
      15: '4711',
      16: 'https://github.com/org',
      17: '815',
      18: caller,
      19: 'b'.repeat(40),
      20: 'workflow_dispatch',
      21: 'https://github.com/org/app/actions/runs/99/attempts/3',
      22: 'private',
      23: 'production',
    }
    for (const [number, expected] of Object.entries(texts))
      expect(value(Number(number))?.subs[0]?.value.toString() ?? number).toBe(expected)
    const raw = [1, 2, 3, 4, 5, 6].map((number) => value(number)?.value.toString())
    expect(raw).toEqual([
      'https://token.actions.githubusercontent.com',
      ...['workflow_dispatch', 'b'.repeat(40), 'release', 'org/app', 'refs/heads/main'],
    ])
  })

  test('is issued by the authority of the trust bundle, for the key that asked', async () => {
    const sigstore = await start()
    const { text } = await asked(sigstore, await identityToken(sigstore), SUBJECT)
    const bundle = await (await fetch(`${sigstore.urls.fulcio}/api/v2/trustBundle`)).text()
    const [root = ''] = bundle.match(/-----BEGIN[^"]+/) ?? []
    const leaf = new X509Certificate(pemIn(text))
    expect(leaf.verify(new X509Certificate(root.replaceAll('\\n', '\n')).publicKey)).toBe(true)
    const spki = { format: 'der', type: 'spki' } as const
    expect(leaf.publicKey.export(spki).equals(publicKey.export(spki))).toBe(true)
  })
})

describe('no certificate is issued', () => {
  const tokens = [
    { of: 'another audience', audience: 'npm', status: 401, says: 'audience' },
    {
      of: 'another audience than asked',
      identity: { audience: 'x' },
      status: 401,
      says: 'audience',
    },
    { of: 'an hour ago', identity: { validFor: -3_600 }, status: 401, says: 'expired' },
  ]
  test.each(tokens)('for a token of $of', async ({ audience, identity, status, says }) => {
    const sigstore = await start()
    const answer = await asked(sigstore, await identityToken(sigstore, identity, audience), SUBJECT)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(says)
  })

  test('for the token of another issuer, and for one whose claims were changed', async () => {
    const issuer = 'https://issuer.test'
    const [sigstore, other] = await Promise.all([start({ issuer }), start({ issuer })])
    const foreign = await asked(sigstore, other.token(), SUBJECT)
    const [header, claims = '', signature] = sigstore.token().split('.')
    const changed = Buffer.from(claims, 'base64url').toString().replace('org/app', 'org/ape')
    const forged = [header, Buffer.from(changed).toString('base64url'), signature].join('.')
    for (const { status, text } of [foreign, await asked(sigstore, forged, SUBJECT)]) {
      expect(status).toBe(401)
      expect(text).toContain('not signed by the issuer')
    }
  })

  test('without possession of the key', async () => {
    const sigstore = await start()
    const { status, text } = await asked(sigstore, await identityToken(sigstore), 'another subject')
    expect(status).toBe(400)
    expect(text).toContain('could not be verified')
  })

  test('to nobody: no token, no request', async () => {
    const sigstore = await start()
    expect((await asked(sigstore, '', SUBJECT)).status).toBe(401)
    expect(
      (await post(`${sigstore.urls.fulcio}/api/v2/signingCert`, Buffer.from('{'))).status,
    ).toBe(400)
  })
})

import { createPublicKey, verify } from 'node:crypto'
import { isObject, objectAt } from '@ci-kit/core/json'
import { describe, expect, test } from '@jest/globals'
import { identityToken } from './signing.ts'
import { started } from './started.ts'

const start = started()

const contentOf = async (url: string) => {
  const content: unknown = await (await fetch(url)).json()
  return isObject(content) ? content : {}
}

const claimsOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe('the identity of a job', () => {
  test('is signed by a key that the issuer publishes', async () => {
    const sigstore = await start()
    const discovery = await contentOf(`${sigstore.issuer}/.well-known/openid-configuration`)
    expect(discovery.issuer).toBe(sigstore.issuer)
    const { keys } = await contentOf(String(discovery.jwks_uri))
    const [key] = Array.isArray(keys) ? keys : []
    const [header = '', claims = '', signature = ''] = (await identityToken(sigstore)).split('.')
    const signed = Buffer.from(`${header}.${claims}`)
    const publicKey = createPublicKey({ key, format: 'jwk' })
    expect(verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true)
  })

  test('is its own: two jobs at the same time', async () => {
    const sigstore = await start()
    const [one, two] = await Promise.all([
      identityToken(sigstore, { claims: { repository: 'org/one', environment: 'prod' } }),
      identityToken(
        sigstore,
        { claims: { repository: 'org/two', event_name: 'pull_request' } },
        'a',
      ),
    ])
    expect(claimsOf(one)).toMatchObject({
      sub: 'repo:org/one:environment:prod',
      aud: 'sigstore',
      iss: sigstore.issuer,
      workflow_ref: 'org/one/.github/workflows/release.yml@refs/heads/main',
    })
    expect(claimsOf(two)).toMatchObject({ sub: 'repo:org/two:pull_request', aud: 'a' })
  })

  test('is given to nobody without the bearer token', async () => {
    const sigstore = await start()
    const url = sigstore.environment().ACTIONS_ID_TOKEN_REQUEST_URL
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: 'Bearer guessed' } })).status).toBe(401)
  })

  test('is told by what was asked', async () => {
    const sigstore = await start()
    await identityToken(sigstore, {}, 'me')
    const [request] = sigstore.requests
    expect(sigstore.requests).toHaveLength(1)
    expect(request).toMatchObject({ service: 'oidc', method: 'GET', path: '/request-token' })
    expect(request?.query).toContain('audience=me')
  })
})

test('a signing config names the services that are wanted', async () => {
  const { signingConfig, urls } = await start()
  expect(signingConfig()).toMatchObject({
    caUrls: [{ url: urls.fulcio, majorApiVersion: 1 }],
    rekorTlogUrls: [{ url: urls.rekor, majorApiVersion: 1 }],
  })
  expect(signingConfig()).not.toHaveProperty('tsaUrls')
  expect(signingConfig({ log: 2 })).toMatchObject({
    rekorTlogUrls: [{ url: urls.rekorV2, majorApiVersion: 2 }],
    tsaUrls: [{ url: urls.timestamp }],
  })
  const without = signingConfig({ log: 'none' })
  expect(without).not.toHaveProperty('rekorTlogUrls')
  expect(objectAt(isObject(without) ? without : {}, 'tsaConfig')).toEqual({ selector: 'ANY' })
})

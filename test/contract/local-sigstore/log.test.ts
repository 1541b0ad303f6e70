import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { identityToken, rekor, signed, timestamps, verified } from './signing.ts'
import { post, started } from './started.ts'

const start = started()
const ONE = { log: 1, timestamp: 1 }

describe('the log of version 1', () => {
  test('answers the entry that it has to the client that proposes it again', async () => {
    const sigstore = await start()
    sigstore.faults.set('rekor', { kind: 'cut-off', bytes: 0 }, 1)
    const bundle = await signed(sigstore, [rekor(sigstore, 1, 1)])
    expect(verified(bundle, sigstore.trustedRoot(), ONE)).toContain('org/app')
    const asked = sigstore.requests.filter(({ service }) => service === 'rekor')
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET'])
  })

  test('says where the entry is that was proposed twice', async () => {
    const sigstore = await start()
    await signed(sigstore, [rekor(sigstore, 1)])
    const proposed = sigstore.requests.find(({ service }) => service === 'rekor')?.body
    const url = `${sigstore.urls.rekor}/api/v1/log/entries`
    const again = await post(url, proposed ?? Buffer.of())
    expect(again.status).toBe(409)
    const location = again.headers.get('location') ?? ''
    const found = await fetch(new URL(location, url))
    expect(Object.keys(JSON.parse(await found.text()))).toEqual([location.split('/').at(-1)])
    expect((await fetch(`${url}/${'0'.repeat(80)}`)).status).toBe(404)
  })

  test('takes no envelope that its certificate did not sign', async () => {
    const sigstore = await start()
    await signed(sigstore, [rekor(sigstore, 1)])
    await signed(sigstore, [rekor(sigstore, 1)])
    const [one = '', two = ''] = sigstore.requests
      .filter(({ service }) => service === 'rekor')
      .map(({ body }) => body.toString())
    const verifiers = /"verifiers":\["([^"]+)"\]/
    const mixed = one.replace(verifiers, () => verifiers.exec(two)?.[0] ?? '')
    expect(mixed).not.toBe(one)
    const url = `${sigstore.urls.rekor}/api/v1/log/entries`
    const { status, text } = await post(url, Buffer.from(mixed))
    expect(status).toBe(400)
    expect(text).toContain('not signed by its verifier')
  })

  test.each(['{', '[]', '{"kind":"rpm"}', '{"kind":"dsse","spec":{}}'])(
    'refuses %s',
    async (body) => {
      const sigstore = await start()
      const url = `${sigstore.urls.rekor}/api/v1/log/entries`
      expect((await post(url, Buffer.from(body))).status).toBe(400)
    },
  )
})

describe('the log of version 2', () => {
  test('takes only hashes when it is as rekor-tiles is since its version 2.3', async () => {
    const sigstore = await start({ tiledEntries: 'hashes' })
    const witnesses = [rekor(sigstore, 2), timestamps(sigstore)]
    await expect(signed(sigstore, witnesses)).rejects.toThrow(
      expect.objectContaining({ code: 'TLOG_CREATE_ENTRY_ERROR' }),
    )
  })

  test('refuses what it has, and says at which index', async () => {
    const sigstore = await start()
    await signed(sigstore, [rekor(sigstore, 2)])
    await signed(sigstore, [rekor(sigstore, 2)])
    const proposed = sigstore.requests.findLast(({ service }) => service === 'rekor-v2')?.body
    const url = `${sigstore.urls.rekorV2}/api/v2/log/entries`
    const { status, text } = await post(url, proposed ?? Buffer.of())
    expect(status).toBe(409)
    expect(text).toContain('with index 1')
  })

  test('refuses a hash of another length', async () => {
    const { urls } = await start()
    const hashedRekordRequestV002 = { digest: Buffer.from('short').toString('base64') }
    const { status, text } = await post(`${urls.rekorV2}/api/v2/log/entries`, {
      hashedRekordRequestV002,
    })
    expect(status).toBe(400)
    expect(text).toContain('SHA-256')
  })
})

test('an entry stays provable while its log grows', async () => {
  const sigstore = await start()
  const token = await identityToken(sigstore)
  for (const size of [1, 2, 3, 4, 5, 6, 7]) {
    const bundle = await signed(sigstore, [rekor(sigstore, 1), rekor(sigstore, 2)], { token })
    expect(verified(bundle, sigstore.trustedRoot(), { log: 2, timestamp: 1 })).toContain('org/app')
    const text = JSON.stringify(bundle)
    expect(text).toContain(`"treeSize":"${size}"`)
  }
})

test('what is signed in memory and through HTTP is in the same log', async () => {
  const sigstore = await start()
  await signed(sigstore, [rekor(sigstore, 1)])
  const subject = `sha256:${'1'.repeat(64)}` as const
  const by = { identity: 'https://github.com/org/app', issuer: sigstore.issuer }
  const of = { subject: [subject], predicateType: 'https://example.com/p', predicate: {} }
  const bundle = await sigstore.signStatement(of, by)
  expect(bundle.verificationMaterial.tlogEntries[0]?.inclusionProof.treeSize).toBe('2')
  expect(verified(bundle, sigstore.trustedRoot(), ONE)).toBe(by.identity)
})

test('a signature by a key without a certificate is no entry', async () => {
  const sigstore = await start()
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const content = sign('sha256', Buffer.from('x'), privateKey).toString('base64')
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const { status } = await post(`${sigstore.urls.rekor}/api/v1/log/entries`, {
    ...{ kind: 'hashedrekord', apiVersion: '0.0.1' },
    spec: {
      data: { hash: { algorithm: 'sha256', value: 'ab'.repeat(32) } },
      signature: { content, publicKey: { content: Buffer.from(pem).toString('base64') } },
    },
  })
  expect(status).toBe(400)
})

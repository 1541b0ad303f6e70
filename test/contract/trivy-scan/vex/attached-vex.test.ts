import { type FakeSigstore, fakeSigstore } from '@ci-kit/local-sigstore/sigstore'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { refusal } from '../../../fakes/registry-http.ts'
import { type RegistryServer, registryServer } from '../../../fakes/registry-server.ts'
import { attachByCosign, listUnderTag } from '../../../fakes/sigstore-attached.ts'
import {
  AMD64,
  ARM64,
  attach,
  BY,
  FOREIGN,
  INDEX,
  imageAt,
  lookFor,
  openVex,
  product,
  saidIn,
  sign,
} from './attaching.ts'

let sigstore: FakeSigstore
let server: RegistryServer
beforeAll(async () => {
  sigstore = await fakeSigstore()
})
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

describe('a signed document', () => {
  test('at the index holds for all platforms', async () => {
    const where = attach(server, INDEX, await sign(sigstore, INDEX))
    const { documents, lines } = await lookFor(server, sigstore)
    expect(saidIn(documents)).toEqual([
      'a not_affected pkg:oci/shop',
      'b not_affected pkg:oci/shop',
    ])
    expect(documents.map(({ name }) => name)).toEqual([
      `1 at ${server.host}/org/shop: ${where}`,
      `1 at ${server.host}/org/shop: ${where}`,
    ])
    expect(lines).toEqual([
      `info: VEX of ${server.host}/org/shop:1: 1 document signed by "${BY.identity}": ${where} at sha256:111111111111.`,
    ])
  })

  test('at a platform holds for that platform', async () => {
    attach(server, ARM64, await sign(sigstore, ARM64))
    const { documents } = await lookFor(server, sigstore)
    expect(documents.map(({ digest }) => digest)).toEqual([ARM64])
  })

  test.each([
    ['as it is', 'pkg:oci/shop@sha256:', 'pkg:oci/shop@sha256%3A'],
    ['encoded', 'pkg:oci/shop@sha256%3A', 'pkg:oci/shop@sha256%3A'],
    ['in lower case', 'pkg:oci/shop@sha256%3a', 'pkg:oci/shop@sha256%3A'],
  ])('that names the index by its digest, %s, names each platform then', async (_how, to, of) => {
    const rest = '?repository_url=ghcr.io%2Forg%2Fshop'
    const products = [{ '@id': `${to}${'1'.repeat(64)}${rest}` }]
    attach(server, INDEX, await sign(sigstore, INDEX, openVex({ products })))
    const { documents } = await lookFor(server, sigstore)
    expect(saidIn(documents)).toEqual([
      `a not_affected ${of}${'a'.repeat(64)}${rest}`,
      `b not_affected ${of}${'b'.repeat(64)}${rest}`,
    ])
  })

  test('keeps products of other digests, and subcomponents', async () => {
    const subcomponents = [{ '@id': 'pkg:apk/alpine/openssl@3' }]
    const products = [
      { ...product(FOREIGN), subcomponents },
      { identifiers: { purl: `pkg:oci/shop@${INDEX}` }, subcomponents },
    ]
    attach(server, AMD64, await sign(sigstore, AMD64, openVex({ products })))
    const [document] = (await lookFor(server, sigstore)).documents
    expect(JSON.parse(document?.text ?? '').statements[0].products).toEqual([
      { ...product(FOREIGN), subcomponents },
      { identifiers: { purl: product(AMD64)['@id'] }, subcomponents },
    ])
  })

  test('stands beside others in one document, each statement with its time', async () => {
    const later = { status: 'affected', timestamp: '2026-06-01T12:00:00+02:00' }
    attach(server, INDEX, await sign(sigstore, INDEX))
    attach(server, AMD64, await sign(sigstore, AMD64, openVex(later)))
    const { documents, lines } = await lookFor(server, sigstore)
    expect(documents.map(({ digest }) => digest)).toEqual([AMD64, ARM64])
    const statements = JSON.parse(documents[0]?.text ?? '').statements
    expect(statements).toMatchObject([
      { status: 'not_affected', timestamp: '2026-05-01T10:00:00.000Z' },
      { status: 'affected', timestamp: '2026-06-01T10:00:00.000Z' },
    ])
    expect(lines.join()).toContain('2 documents signed by')
  })

  test('by cosign before version 3 is found too', async () => {
    const place = { store: server.store, repository: 'org/shop', subject: AMD64 }
    attachByCosign(place, [await sign(sigstore, AMD64)])
    const { documents } = await lookFor(server, sigstore)
    expect(saidIn(documents)).toEqual(['a not_affected pkg:oci/shop'])
  })

  test('is found where the registry has no API for referrers', async () => {
    await server.close()
    server = await registryServer({ referrersApi: false })
    const where = attach(server, AMD64, await sign(sigstore, AMD64))
    listUnderTag({ store: server.store, repository: 'org/shop', subject: AMD64 }, [where])
    expect((await lookFor(server, sigstore)).documents).toHaveLength(1)
  })

  test('of the type without a version counts, as cosign writes it', async () => {
    const predicateType = 'https://openvex.dev/ns'
    const bundle = await sign(sigstore, INDEX, openVex(), { predicateType })
    attach(server, INDEX, bundle, { predicateType })
    expect((await lookFor(server, sigstore)).documents).toHaveLength(2)
  })

  test('is looked for once where the image has no index', async () => {
    attach(server, AMD64, await sign(sigstore, AMD64))
    const whole = imageAt(server)
    const image = { ...whole, digest: AMD64, platforms: whole.platforms.slice(0, 1) }
    expect((await lookFor(server, sigstore, { image })).documents).toHaveLength(1)
    expect(server.requests.filter(({ path }) => path.includes('/referrers/'))).toHaveLength(1)
  })
})

describe('the registry is not taken for empty', () => {
  test.each([
    ['refuses to list', /\/referrers\//, 401],
    ['fails to list', /\/referrers\//, 500],
    ['refuses the older tag', /\.att$/, 403],
    ['fails to hand out an attachment', /\/manifests\/sha256:/, 503],
    ['fails to hand out a bundle', /\/blobs\//, 500],
  ])('when it %s', async (_what, path, status) => {
    attach(server, INDEX, await sign(sigstore, INDEX))
    server.fail({ path, answer: refusal(status, 'DENIED', 'no') })
    await expect(lookFor(server, sigstore)).rejects.toMatchObject({ name: 'UserError', status })
  })
})

test('a verifier without keys is an error, not a reason to leave documents out', async () => {
  attach(server, INDEX, await sign(sigstore, INDEX))
  const statement = async () => {
    throw new Error('no trusted root')
  }
  const verifier = { artifact: statement, statement, signedStatement: statement }
  await expect(lookFor(server, sigstore, { verifier })).rejects.toThrow('no trusted root')
})

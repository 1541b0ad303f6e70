import {
  type FakeSigstore,
  fakeSigstore,
  GITHUB_ISSUER,
  workflowIdentity,
} from '@ci-kit/local-sigstore/sigstore'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type RegistryServer, registryServer } from '../../../fakes/registry-server.ts'
import { AMD64, ARM64, attach, BY, FOREIGN, INDEX, lookFor, openVex, sign } from './attaching.ts'

let sigstore: FakeSigstore
let server: RegistryServer
beforeAll(async () => {
  sigstore = await fakeSigstore()
})
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

describe('an attachment is left out with a warning that says why', () => {
  const tampered = async () => {
    const bundle = await sign(sigstore, INDEX, openVex({ status: 'affected' }))
    const envelope = bundle.dsseEnvelope ?? { payload: '', payloadType: '', signatures: [] }
    const text = Buffer.from(envelope.payload, 'base64').toString()
    const payload = Buffer.from(text.replace('"affected"', '"fixed"')).toString('base64')
    return { ...bundle, dsseEnvelope: { ...envelope, payload } }
  }
  const other = workflowIdentity('evil/shop', 'vex.yml')

  test.each([
    ['another signer', () => sign(sigstore, INDEX, openVex(), { by: other }), /evil\/shop/],
    [
      'another branch of the same workflow',
      () => {
        const by = workflowIdentity('org/shop', 'vex.yml', 'refs/heads/main2')
        return sign(sigstore, INDEX, openVex(), { by })
      },
      /signed by ".*main2", expected ".*main"/,
    ],
    [
      'another issuer',
      () => sign(sigstore, INDEX, openVex(), { by: { ...BY, issuer: 'https://evil.test' } }),
      /issuer is "https:\/\/evil\.test", expected "https:\/\/token\.actions/,
    ],
    [
      'another Sigstore',
      async () => sign(await fakeSigstore(), INDEX),
      /does not come from an authority of the trusted root/,
    ],
    ['a changed payload', tampered, /does not fit what it is said to sign|another signature/],
    ['another digest', () => sign(sigstore, FOREIGN), /It is about sha256:f{64}, not about/],
    ['the digest of a platform', () => sign(sigstore, AMD64), /It is about sha256:a{64}, not/],
    ['no signature', async () => '{"mediaType":"none"}', /no sigstore bundle/],
    ['a bundle that is cut', async () => '{"mediaType":', /it is no JSON object/],
    [
      'a document of another context',
      () => sign(sigstore, INDEX, { ...openVex(), '@context': 'https://example.com' }),
      /no document of OpenVEX 0\.2: its @context is "https:\/\/example\.com"/,
    ],
    ['a document without statements', () => sign(sigstore, INDEX, {}), /its @context is ""/],
  ])('for %s', async (_what, make, says) => {
    const where = attach(server, INDEX, await make())
    const { documents, lines } = await lookFor(server, sigstore)
    expect(documents).toEqual([])
    expect(lines).toEqual([
      expect.stringMatching(says),
      `info: No OpenVEX document signed by "${BY.identity}" is attached to ${server.host}/org/shop:1.`,
    ])
    expect(lines[0]).toContain(
      `warning: 1 attachment of ${server.host}/org/shop:1 explains nothing`,
    )
    expect(lines[0]).toContain(`"${BY.identity}" (${GITHUB_ISSUER})`)
    expect(lines[0]).toContain(`${where} (at sha256:111111111111)`)
  })

  test('when it is larger than a document is', async () => {
    const vnd = 'application/vnd.dev.sigstore.bundle.v0.3+json'
    const layers = [{ mediaType: vnd, digest: FOREIGN, size: 4_194_305 }]
    attach(server, INDEX, '{}', { manifest: { layers } })
    const { documents, lines } = await lookFor(server, sigstore)
    expect(documents).toEqual([])
    expect(lines[0]).toMatch(/^warning: .*It has 4194305 bytes, 4194304 are allowed\./)
  })

  test('and what is right counts all the same', async () => {
    for (let at = 0; at < 7; at += 1)
      attach(server, INDEX, await sign(sigstore, INDEX, openVex({}, { at }), { by: other }))
    attach(server, ARM64, await sign(sigstore, ARM64))
    const { documents, lines } = await lookFor(server, sigstore)
    expect(documents.map(({ digest }) => digest)).toEqual([ARM64])
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^warning: 7 attachments of .* explain nothing.* And 2 more\.$/)
  })
})

describe('nothing is found, and nothing warned of', () => {
  const provenance = 'https://slsa.dev/provenance/v1'

  test.each([
    ['nothing is attached', async () => {}],
    [
      'a statement of another kind is attached, which says so',
      async () => {
        const bundle = await sign(sigstore, INDEX, {}, { predicateType: provenance })
        attach(server, INDEX, bundle, { predicateType: provenance })
      },
    ],
    [
      'a statement of another kind is attached, and only its payload says so',
      async () => {
        attach(server, INDEX, await sign(sigstore, INDEX, {}, { predicateType: provenance }))
      },
    ],
    [
      'a bill of materials is attached without a signature',
      async () => {
        const layers = [{ mediaType: 'application/spdx+json', digest: FOREIGN, size: 5 }]
        attach(server, INDEX, '{}', { manifest: { artifactType: 'application/spdx+json', layers } })
      },
    ],
    [
      'a signature of a file is attached',
      async () => {
        const bundle = await sigstore.signArtifact(Buffer.from('x'), BY)
        attach(server, INDEX, bundle)
      },
    ],
  ])('where %s', async (_what, prepare) => {
    await prepare()
    const unused = async () => {
      throw new Error('nothing is there to verify')
    }
    const verifier = { artifact: unused, statement: unused, signedStatement: unused }
    const { documents, lines } = await lookFor(server, sigstore, { verifier })
    expect(documents).toEqual([])
    expect(lines).toEqual([expect.stringMatching(/^info: No OpenVEX document signed by/)])
  })
})

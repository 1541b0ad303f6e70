import { type DiscoverOptions, discoverBundles } from '@ci-kit/attestation/discover/discover'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { repositoryAt } from '../../fakes/registry-client.ts'
import { refusal } from '../../fakes/registry-http.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'
import { attachByCosign } from '../../fakes/sigstore-attached.ts'
import { PREDICATE_TYPE, SUBJECT } from './bundles.ts'
import { BY, POLICY, STATEMENT, signedStatement } from './signed-statement.ts'

const { bundle, sigstore, verifier } = signedStatement()

describe("cosign's older tag", () => {
  let server: RegistryServer
  beforeEach(async () => {
    server = await registryServer()
  })
  afterEach(() => server.close())
  const place = () => ({ store: server.store, repository: 'org/app', subject: SUBJECT })
  const discover = (options?: DiscoverOptions) =>
    discoverBundles(repositoryAt(server), SUBJECT, options)

  test('gives bundles that verify, one for each layer', async () => {
    const second = await sigstore().signStatement({ ...STATEMENT, predicate: { claim: 2 } }, BY)
    attachByCosign(place(), [bundle(), second])
    const { attachments } = await discover()
    expect(attachments.map(({ where }) => where)).toEqual([
      `sha256-${'5'.repeat(64)}.att, layer 1`,
      `sha256-${'5'.repeat(64)}.att, layer 2`,
    ])
    const verified = await Promise.all(
      attachments.map((found) => verifier().statement(found.bundle, POLICY)),
    )
    expect(verified.map(({ statement }) => statement.predicate)).toEqual([
      { claim: 1 },
      { claim: 2 },
    ])
    expect(verified[0]?.signer.sourceRef).toBe('refs/heads/main')
  })

  test('is read up to so many bytes together, which is told', async () => {
    attachByCosign(place(), [bundle(), bundle(), bundle()])
    const { attachments, ignored } = await discover({ mostBytes: 100 })
    expect(attachments).toHaveLength(1)
    expect(ignored.map(({ reason }) => reason)).toEqual([
      'more than 100 bytes were read before it',
      'more than 100 bytes were read before it',
    ])
  })

  test('gives bundles that are refused without their log entry', async () => {
    attachByCosign(place(), [bundle()], { 'dev.sigstore.cosign/bundle': '' })
    const [found] = (await discover()).attachments
    await expect(verifier().statement(found?.bundle ?? Buffer.of(), POLICY)).rejects.toMatchObject({
      refusal: 'log',
    })
  })

  test('tells what was signed with a key', async () => {
    attachByCosign(place(), [bundle()], { 'dev.sigstore.cosign/certificate': '' })
    expect((await discover()).ignored).toEqual([
      {
        what: `sha256-${'5'.repeat(64)}.att, layer 1`,
        reason: 'it was signed without a certificate, so it names nobody',
      },
    ])
  })

  test('is not read where it says that it holds something else', async () => {
    attachByCosign(place(), [bundle()], { predicateType: 'https://slsa.dev/provenance/v1' })
    const wanted = { predicateTypes: [PREDICATE_TYPE] }
    await expect(discover(wanted)).resolves.toEqual({ attachments: [], ignored: [] })
  })

  test('is not handed out where only the envelope says that it holds something else', async () => {
    attachByCosign(place(), [bundle()])
    const wanted = { predicateTypes: ['https://slsa.dev/provenance/v1'] }
    await expect(discover(wanted)).resolves.toEqual({ attachments: [], ignored: [] })
  })

  test('is not "none" when it cannot be asked for', async () => {
    server.fail({ path: /\.att$/, answer: refusal(401, 'UNAUTHORIZED', 'no') })
    await expect(discover()).rejects.toMatchObject({ status: 401 })
  })
})

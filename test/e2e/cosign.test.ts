import { discoverBundles } from '@ci-kit/attestation/discover/discover'
import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { type Proof, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import type { RootOptions } from '@ci-kit/local-sigstore/trusted-root'
import type { Digest } from '@ci-kit/oci/digest'
import { registryClient } from '@ci-kit/oci/registry'
import { locateTools } from '@ci-kit/tooling/tools'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { verifierOn } from '../contract/attestation/bundles.ts'
import { rekor, signed, timestamps } from '../contract/local-sigstore/signing.ts'
import { attach, type Cosign, cosign, pushImage } from './cosign-workbench.ts'

jest.setTimeout(90_000)

const PROVENANCE = 'https://slsa.dev/provenance/v1'
const PREDICATE = { buildDefinition: { buildType: 'https://example.com/build' } }

let registry: Registry
let sigstore: LocalSigstore
let other: LocalSigstore
let tool: Cosign
beforeAll(async () => {
  tool = cosign()
  registry = await startRegistry({ tools: locateTools() })
  sigstore = await startLocalSigstore()
  other = await startLocalSigstore()
})
afterAll(async () => {
  await Promise.all([registry?.stop(), sigstore?.close(), other?.close()])
  tool?.remove()
})

const { identity } = workflowIdentity()

const verifiedHere = async (name: string, subject: Digest, root: object) => {
  const repository = registryClient({ host: registry.address }).repository(name)
  const { attachments } = await discoverBundles(repository, subject)
  expect(attachments).toHaveLength(1)
  const policy = { issuer: sigstore.issuer, identity, subject, predicateTypes: [PROVENANCE] }
  return verifierOn(root).statement(attachments[0]?.bundle ?? Buffer.of(), policy)
}

const attested = async (name: string, flags: (root: string) => readonly string[]) => {
  const digest = await pushImage(registry.address, name)
  const root = tool.file(sigstore.trustedRoot())
  const ended = await tool.run([
    ...['attest', '--yes', '--allow-http-registry', '--type=slsaprovenance1'],
    `--predicate=${tool.file(PREDICATE)}`,
    `--identity-token=${tool.file(sigstore.token())}`,
    `--trusted-root=${root}`,
    ...flags(root),
    `${registry.address}/${name}@${digest}`,
  ])
  expect(ended).toMatchObject({ code: 0 })
  return digest
}

describe('what cosign attested is accepted here', () => {
  const configs = [
    { name: 'a log of version 1', log: 1 },
    { name: 'a log of version 2 and a timestamp', log: 2 },
    { name: 'a timestamp alone', log: 'none', root: { log: false } },
  ] as const

  test.each(configs)('with $name', async ({ log, ...config }) => {
    const name = `by-cosign/${log}`
    const settings = tool.file(sigstore.signingConfig({ log }))
    const digest = await attested(name, () => [`--signing-config=${settings}`])
    const root: RootOptions = 'root' in config ? config.root : {}
    const { statement, signer } = await verifiedHere(name, digest, sigstore.trustedRoot(root))
    expect(statement.predicate).toEqual(PREDICATE)
    expect(signer.identity).toBe(identity)
    await expect(verifiedHere(name, digest, other.trustedRoot(root))).rejects.toThrow()
  })

  test('attached under the tag that it used before its version 3', async () => {
    const name = 'by-cosign/old'
    const digest = await attested(name, () => [
      ...['--new-bundle-format=false', '--use-signing-config=false'],
      `--fulcio-url=${sigstore.urls.fulcio}`,
      `--rekor-url=${sigstore.urls.rekor}`,
    ])
    const { statement } = await verifiedHere(name, digest, sigstore.trustedRoot())
    expect(statement.predicate).toEqual(PREDICATE)
    await expect(verifiedHere(name, digest, other.trustedRoot())).rejects.toThrow()
  })
})

type Wanted = {
  readonly root?: object
  readonly issuer?: string
  readonly identity?: string
  readonly type?: string
}

const verifiedByCosign = (image: string, flags: readonly string[], wanted: Wanted = {}) =>
  tool.run([
    ...['verify-attestation', '--allow-http-registry'],
    `--type=${wanted.type ?? 'slsaprovenance1'}`,
    `--trusted-root=${tool.file(wanted.root ?? sigstore.trustedRoot())}`,
    `--certificate-oidc-issuer=${wanted.issuer ?? sigstore.issuer}`,
    `--certificate-identity=${wanted.identity ?? identity}`,
    ...flags,
    image,
  ])

describe('what is signed here is accepted by cosign', () => {
  type Kind = { readonly name: string; readonly proof: Proof; readonly flags: readonly string[] }
  const kinds: readonly Kind[] = [
    { name: 'a log of version 1', proof: { log: 1 }, flags: [] },
    {
      name: 'a log of version 2 and a timestamp',
      proof: { log: 2, timestamp: true },
      flags: ['--use-signed-timestamps'],
    },
    {
      name: 'a timestamp alone',
      proof: { log: false, timestamp: true },
      flags: ['--use-signed-timestamps', '--insecure-ignore-tlog'],
    },
  ]

  test.each(kinds)(
    'with $name, and refused where it is not what is wanted',
    async ({ name, proof, flags }) => {
      const repository = `from-here/${name.replaceAll(' ', '-')}`
      const digest = await pushImage(registry.address, repository)
      const image = `${registry.address}/${repository}@${digest}`
      const statement = { subject: [digest], predicateType: PROVENANCE, predicate: PREDICATE }
      const by = { ...workflowIdentity(), issuer: sigstore.issuer }
      const bundle = await sigstore.signStatement(statement, by, proof)
      await attach(registry.address, repository, digest, bundle, PROVENANCE)
      const accepted = await verifiedByCosign(image, flags)
      expect(accepted).toMatchObject({ code: 0 })
      expect(accepted.output).toContain('The cosign claims were validated')
      const refusals = await Promise.all([
        verifiedByCosign(image, flags, { identity: `${identity}x` }),
        verifiedByCosign(image, flags, { issuer: 'https://token.actions.githubusercontent.com' }),
        verifiedByCosign(image, flags, { root: other.trustedRoot() }),
        verifiedByCosign(image, flags, { type: 'cyclonedx' }),
      ])
      expect(refusals.map(({ code }) => code === 0)).toEqual([false, false, false, false])
      const said = refusals.map(({ output }) => output)
      expect(said[0]).toContain('expected SAN value')
      expect(said[1]).toContain('expected issuer value')
    },
  )

  // cosign skips what it cannot read, and then names no reason.
  test.each([
    { entry: 'an envelope in a log of version 1', version: 1, accepted: true },
    { entry: 'an envelope in a log of version 2', version: 2, accepted: false },
  ] as const)('$entry: $accepted', async ({ version, accepted }) => {
    const repository = `from-here/envelope-${version}`
    const digest = await pushImage(registry.address, repository)
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'app', digest: { sha256: digest.slice('sha256:'.length) } }],
      predicateType: PROVENANCE,
      predicate: PREDICATE,
    }
    const witnesses = [rekor(sigstore, version), timestamps(sigstore)]
    const bundle = await signed(sigstore, witnesses, { statement })
    await attach(registry.address, repository, digest, bundle, PROVENANCE)
    const { code, output } = await verifiedByCosign(`${registry.address}/${repository}@${digest}`, [
      '--use-signed-timestamps',
    ])
    expect(code === 0).toBe(accepted)
    expect(output.includes('no matching attestations')).toBe(!accepted)
    await verifiedHere(repository, digest, sigstore.trustedRoot())
  })
})

import type { SignerPolicy } from '@ci-kit/attestation/verify/signer-policy'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import {
  type FakeBundle,
  type FakeSigstore,
  workflowIdentity,
} from '@ci-kit/local-sigstore/sigstore'
import type { Digest } from '@ci-kit/oci/digest'
import { registryClient } from '@ci-kit/oci/registry'
import type { ImageTarget } from '@ci-kit/trivy-scan/target/target'
import { attachedVex, type VexDocument } from '@ci-kit/trivy-scan/vex/attached-vex'
import { BASIC, skippingClock } from '../../../fakes/registry-client.ts'
import type { RegistryServer } from '../../../fakes/registry-server.ts'
import { type AttachOptions, attachBundle } from '../../../fakes/sigstore-attached.ts'
import { recordingLog } from '../../../unit/trivy-scan/install/fake-ports.ts'
import { verifierOn } from '../../attestation/bundles.ts'

export const VEX_TYPE = 'https://openvex.dev/ns/v0.2.0'
export const BY = workflowIdentity('org/shop', 'vex.yml')
export const SIGNER: SignerPolicy = { identity: BY.identity, issuer: BY.issuer }

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`
export const [INDEX, AMD64, ARM64, FOREIGN] = [digest('1'), digest('a'), digest('b'), digest('f')]

/** `pkg:oci/shop`, at a digest if one is given. */
export const product = (at?: string) => ({
  '@id': `pkg:oci/shop${at === undefined ? '' : `@${encodeURIComponent(at)}`}`,
})

/** A document with one statement. */
export const openVex = (statement: object = {}, more: object = {}) => ({
  '@context': VEX_TYPE,
  '@id': 'https://example.com/vex-1',
  author: 'somebody',
  timestamp: '2026-05-01T10:00:00Z',
  version: 1,
  statements: [
    {
      vulnerability: { name: 'CVE-2026-0001' },
      products: [product()],
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
      ...statement,
    },
  ],
  ...more,
})

export const sign = (
  sigstore: FakeSigstore,
  subject: Digest,
  predicate: unknown = openVex(),
  { by = BY, predicateType = VEX_TYPE }: { by?: typeof BY; predicateType?: string } = {},
): Promise<FakeBundle> =>
  sigstore.signStatement({ subject: [subject], predicateType, predicate }, by)

export const attach = (
  { store }: RegistryServer,
  subject: Digest,
  bundle: FakeBundle | string,
  options?: AttachOptions,
): Digest => attachBundle({ store, repository: 'org/shop', subject }, bundle, options)

/** An image of two platforms. */
export const imageAt = ({ host }: RegistryServer): ImageTarget => {
  const repository = `${host}/org/shop`
  const platforms = [
    { platform: 'linux/amd64', digest: AMD64, reference: `${repository}@${AMD64}` },
    { platform: 'linux/arm64', digest: ARM64, reference: `${repository}@${ARM64}` },
  ]
  return { name: `${repository}:1`, repository, digest: INDEX, platforms }
}

export type Found = { readonly documents: readonly VexDocument[]; readonly lines: string[] }

/** Looks for what is attached, with the real client and the real verifier. */
export const lookFor = async (
  server: RegistryServer,
  sigstore: FakeSigstore,
  {
    signer = SIGNER,
    image = imageAt(server),
    verifier = verifierOn(sigstore.trustedRoot()),
  }: {
    readonly signer?: SignerPolicy
    readonly image?: ImageTarget
    readonly verifier?: Verifier
  } = {},
): Promise<Found> => {
  const lines: string[] = []
  const registries = (host: string) =>
    registryClient({
      host,
      clock: skippingClock(),
      random: () => 0.5,
      credentials: async () => BASIC,
    })
  const ports = { registries, verifier, log: recordingLog(lines) }
  return { documents: await attachedVex(image, signer, ports), lines }
}

/** What is said for each platform: `a not_affected pkg:oci/shop`, by the first digit of its digest. */
export const saidIn = (documents: readonly VexDocument[]): string[] =>
  documents.flatMap(({ digest: of, text }) => {
    const { statements }: { statements: { status: string; products: { '@id': string }[] }[] } =
      JSON.parse(text)
    return statements.map(
      ({ status, products }) => `${of.at(7)} ${status} ${products.map((one) => one['@id'])}`,
    )
  })

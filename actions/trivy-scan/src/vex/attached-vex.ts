import type { SignerPolicy } from '@ci-kit/attestation/verify/signer-policy'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import { counted, shortDigest } from '@ci-kit/core/amounts'
import { inParallel } from '@ci-kit/core/in-parallel'
import { type Log, visible } from '@ci-kit/core/log'
import { parseDigest } from '@ci-kit/oci/digest'
import { parseReference } from '@ci-kit/oci/reference'
import type { Registry } from '@ci-kit/oci/registry'
import type { ImageTarget, PlatformImage } from '../target/target.ts'
import type { VexStatement } from './openvex.ts'
import { ofPlatform } from './openvex-product.ts'
import { type Refused, type VerifiedVex, verifiedVex } from './verified-vex.ts'

/** What is signed about one platform of an image, as one document that trivy reads. */
export type VexDocument = {
  /** Of the platform's manifest, which it holds for. */
  readonly digest: string
  /** For messages: how many documents, and where they are attached. */
  readonly name: string
  /** OpenVEX 0.2 in JSON. */
  readonly text: string
}

export type AttachedVexPorts = {
  registries(host: string): Pick<Registry, 'repository'>
  readonly verifier: Pick<Verifier, 'statement'>
  readonly log: Pick<Log, 'info' | 'warning'>
}

/**
 * The OpenVEX documents that are attached to an image in its registry and
 * signed as the policy says: at most one for each platform. What is attached to
 * the index holds for all of its platforms, and of several statements on the
 * same thing the newest counts, wherever it stands: a registry keeps what was
 * once signed, so a newer statement is the only way to take one back. What is
 * not accepted is left out with one warning. Throws `RegistryError` when the
 * registry cannot be asked.
 */
export const attachedVex = async (
  image: ImageTarget,
  signer: SignerPolicy,
  { registries, verifier, log }: AttachedVexPorts,
): Promise<readonly VexDocument[]> => {
  const { registry, repository } = parseReference(image.repository)
  const source = registries(registry).repository(repository)
  const digests = [...new Set([image.digest, ...image.platforms.map(({ digest }) => digest)])]
  const found = await inParallel(digests, 2, (digest) =>
    verifiedVex(source, parseDigest(digest), signer, verifier),
  )
  const refused = found.flatMap((at) => at.refused)
  if (refused.length > 0) log.warning(refusal(image, signer, refused))
  const accepted = found.flatMap((at) => at.accepted)
  log.info(summary(image, signer, accepted))
  return image.platforms.flatMap((platform) => documentFor(platform, image, accepted, signer))
}

const documentFor = (
  { digest }: PlatformImage,
  image: ImageTarget,
  accepted: readonly VerifiedVex[],
  signer: SignerPolicy,
): readonly VexDocument[] => {
  const documents = accepted.filter(({ at }) => at === digest || at === image.digest)
  if (documents.length === 0) return []
  const about = ({ products, ...rest }: VexStatement): VexStatement => ({
    ...rest,
    products: products.map((product) => ofPlatform(product, image.digest, digest)),
  })
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `${image.repository}@${digest}`,
    author: signer.identity,
    version: 1,
    statements: documents.flatMap(({ statements }) => statements.map(about)),
  }
  const places = documents.map(({ where }) => where).join(', ')
  const name = `${documents.length} at ${image.repository}: ${places}`
  return [{ digest, name, text: JSON.stringify(document) }]
}

const MOST_SHOWN = 5

const refusal = (
  { name }: ImageTarget,
  { identity, issuer }: SignerPolicy,
  refused: readonly Refused[],
): string => {
  const shown = refused
    .slice(0, MOST_SHOWN)
    .map(({ where, at, reason }) => `${visible(where, 200)} (at ${shortDigest(at)}): ${reason}`)
  const more = refused.length - shown.length
  return [
    `${counted(refused.length, 'attachment')} of ${visible(name, 300)} explain${refused.length === 1 ? 's' : ''} nothing, because only what "${visible(identity, 300)}" (${visible(issuer, 200)}) has signed counts as VEX.`,
    ...shown,
    ...(more > 0 ? [`And ${more} more.`] : []),
  ].join(' ')
}

const summary = (
  { name }: ImageTarget,
  { identity }: SignerPolicy,
  accepted: readonly VerifiedVex[],
): string => {
  const by = `signed by "${visible(identity, 300)}"`
  if (accepted.length === 0)
    return `No OpenVEX document ${by} is attached to ${visible(name, 300)}.`
  const places = accepted.map(({ where, at }) => `${where} at ${shortDigest(at)}`).join(', ')
  return `VEX of ${visible(name, 300)}: ${counted(accepted.length, 'document')} ${by}: ${visible(places, 1_000)}.`
}

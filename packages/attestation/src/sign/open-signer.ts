import { bundleToJSON } from '@sigstore/bundle'
import type { Signer, Witness } from '@sigstore/sign'
// Not by its entry, which brings HTTP clients of 1.3 MB that have no cancellation, drop Retry-After,
// and write entries that logs of version 2 no longer take.
import { DSSEBundleBuilder } from '@sigstore/sign/dist/bundler/index.js'
import { IN_TOTO_PAYLOAD } from '../verify/statement.ts'
import type { BundleSigner, SignedBundle } from './bundle-signer.ts'
import type { IdentityTokens } from './identity-token.ts'
import { type ProofGatherer, type Proofs, proofGatherer } from './proofs.ts'
import { fulcio } from './services/fulcio.ts'
import { isLogged } from './services/transparency-log.ts'
import { keptIdentity, obtainIdentity } from './signing-identity.ts'
import type { SigstoreInstance } from './sigstore-instance.ts'
import type { SignerOptions } from './sigstore-signer.ts'

/** The signer itself; see `bundleSigner`. */
export const openSigner = (
  instance: SigstoreInstance,
  tokens: IdentityTokens,
  options: SignerOptions,
): BundleSigner => {
  const authority = fulcio(instance.fulcio, options)
  const identity = keptIdentity(() => obtainIdentity(tokens, authority), options.clock)
  const proofs = proofGatherer(instance, options, options.onLogOutage)
  const signer: Signer = {
    sign: async (data) => {
      const { certificate, sign } = await identity()
      const key = { $case: 'x509Certificate', certificate: certificate.toString() } as const
      return { signature: sign(data), key }
    },
  }
  return {
    sign: async (statement) => {
      options.signal?.throwIfAborted()
      return signed(signer, proofs, statement).catch((thrown: unknown) => {
        // An attempt whose answer was lost has written this very entry. Another signature makes another entry.
        if (!isLogged(thrown)) throw thrown
        options.log.info('The transparency log has the entry already; signing once more.')
        return signed(signer, proofs, statement)
      })
    },
  }
}

const signed = async (
  signer: Signer,
  gather: ProofGatherer,
  statement: Uint8Array,
): Promise<SignedBundle> => {
  let proofs: Proofs = { entries: [], timestamps: [], logOutage: undefined }
  const witness = {
    testify: async (content: Parameters<Witness['testify']>[0], certificate: string) => {
      if (content.$case !== 'dsseEnvelope') throw new Error('a statement is signed in an envelope')
      proofs = await gather(content.dsseEnvelope, certificate)
      return { tlogEntries: proofs.entries, rfc3161Timestamps: proofs.timestamps }
    },
  }
  const builder = new DSSEBundleBuilder({ signer, witnesses: [witness] })
  const bundle = await builder.create({ data: Buffer.from(statement), type: IN_TOTO_PAYLOAD })
  return {
    bundle: Buffer.from(JSON.stringify(bundleToJSON(bundle))),
    logIndices: proofs.entries.map(({ logIndex }) => logIndex),
    proof: proofOf(proofs),
    logOutage: proofs.logOutage,
  }
}

const proofOf = ({ entries, timestamps }: Proofs): SignedBundle['proof'] => {
  if (entries.length === 0) return 'timestamp'
  return timestamps.length === 0 ? 'log' : 'log-and-timestamp'
}

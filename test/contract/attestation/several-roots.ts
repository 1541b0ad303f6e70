import type { RootSource } from '@ci-kit/attestation/trust/root-source'
import { bundleVerifier, type VerifierOptions } from '@ci-kit/attestation/verify/verifier'
import { type FakeSigstore, type Proof, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { bytesOf, PREDICATE_TYPE, SUBJECT } from './bundles.ts'

export const BY = workflowIdentity()
const STATEMENT = { subject: [SUBJECT], predicateType: PREDICATE_TYPE, predicate: { claim: 1 } }

export const sign = (by: FakeSigstore, proof: Proof = {}) => by.signStatement(STATEMENT, BY, proof)

export const verify = (roots: RootSource, bundle: object, options: VerifierOptions = {}) =>
  bundleVerifier(roots, options).signedStatement(bytesOf(bundle))

/** A root without a log, as GitHub's. */
export const stampsOnly = (of: FakeSigstore) => of.trustedRoot({ log: false })

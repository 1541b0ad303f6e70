import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import {
  type FakeBundle,
  type FakeSigstore,
  fakeSigstore,
  workflowIdentity,
} from '@ci-kit/local-sigstore/sigstore'
import { beforeAll } from '@jest/globals'
import { PREDICATE_TYPE, SUBJECT, verifierOn } from './bundles.ts'

export const BY = workflowIdentity()
export const STATEMENT = {
  subject: [SUBJECT],
  predicateType: PREDICATE_TYPE,
  predicate: { claim: 1 },
}
export const POLICY = { ...BY, subject: SUBJECT, predicateTypes: [PREDICATE_TYPE] }

/** A Sigstore that has signed one statement, and a verifier that believes it. Call it at the top of a file of tests. */
export const signedStatement = () => {
  let sigstore: FakeSigstore
  let verifier: Verifier
  let bundle: FakeBundle
  beforeAll(async () => {
    sigstore = await fakeSigstore()
    verifier = verifierOn(sigstore.trustedRoot())
    bundle = await sigstore.signStatement(STATEMENT, BY)
  })
  return { sigstore: () => sigstore, verifier: () => verifier, bundle: () => bundle }
}

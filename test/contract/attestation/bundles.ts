import type { RootSource } from '@ci-kit/attestation/trust/root-source'
import { bundleVerifier, type Verifier } from '@ci-kit/attestation/verify/verifier'
import { isObject } from '@ci-kit/core/json'
import type { Digest } from '@ci-kit/oci/digest'

/** Trusted roots that are at hand, by their names. */
export const rootsOf = (roots: Readonly<Record<string, object>>): RootSource => ({
  current: async () =>
    Object.entries(roots).map(([name, value]) => {
      const root: unknown = JSON.parse(JSON.stringify(value))
      if (!isObject(root)) throw new Error('a root is an object')
      return { name, root }
    }),
  newer: async () => [],
})

/** A verifier on a trusted root that is at hand. */
export const verifierOn = (root: object): Verifier => bundleVerifier(rootsOf({ own: root }))

export const bytesOf = (document: unknown): Uint8Array => Buffer.from(JSON.stringify(document))

export const ARTIFACT = Buffer.from('the bytes of a release archive')
export const SUBJECT: Digest = `sha256:${'5'.repeat(64)}`
export const OTHER: Digest = `sha256:${'6'.repeat(64)}`
export const PREDICATE_TYPE = 'https://openvex.dev/ns/v0.2.0'

/** The refusal and message with which a promise rejects. */
export const refused = async (work: Promise<unknown>) => {
  const thrown: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isObject(thrown)) throw new Error('it was accepted')
  return { refusal: thrown.refusal, message: String(thrown.message), name: thrown.name }
}

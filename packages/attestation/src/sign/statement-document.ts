import type { Json } from '@ci-kit/core/json'
import { type Digest, digestParts } from '@ci-kit/oci/digest'

/** What a statement is about: a name for people, and the digest that counts. */
export type NewSubject = { readonly name: string; readonly digest: Digest }

/** A claim that is to be signed. */
export type NewStatement = {
  /** At least one. */
  readonly subjects: readonly NewSubject[]
  /** A URI. */
  readonly predicateType: string
  readonly predicate: Json
}

/** The statement as JSON by in-toto's version 1 (in-toto/attestation, spec/v1/statement.md). */
const statementDocument = ({ subjects, predicateType, predicate }: NewStatement): Json => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: subjects.map(({ name, digest }) => {
    const { algorithm, hex } = digestParts(digest)
    return { name, digest: { [algorithm]: hex } }
  }),
  predicateType,
  predicate,
})

export const statementBytes = (statement: NewStatement): Uint8Array =>
  Buffer.from(JSON.stringify(statementDocument(statement)))

import { limited } from '@ci-kit/core/amounts'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type Digest, isDigest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import { AttestationError } from '../attestation-error.ts'

/** An in-toto statement: a claim of one kind about some content. */
export type Statement = {
  readonly subjects: readonly Subject[]
  /** A URI that tells what kind the predicate is of. */
  readonly predicateType: string
  /** The claim itself, of which nothing is known yet; `undefined` where there is none. */
  readonly predicate: Json | undefined
}

export type Subject = {
  /** '' where there is none. */
  readonly name: string
  /** Only those that are SHA-256 or SHA-512. */
  readonly digests: readonly Digest[]
}

/** The payload type of DSSE envelopes that hold statements. */
export const IN_TOTO_PAYLOAD = 'application/vnd.in-toto+json'

/** Both spell the members that are read here alike (in-toto/attestation, spec/v1/statement.md and spec/v0.1.0). */
const STATEMENT_TYPES = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']

/** Reads the payload of an envelope. Throws {@link AttestationError} for anything that is no statement. */
export const parseStatement = (payloadType: string, payload: Uint8Array): Statement => {
  if (payloadType !== IN_TOTO_PAYLOAD)
    throw malformed(`its payload is of the type "${visible(payloadType, 100)}"`)
  const document = parseObject(payload)
  const type = stringAt(document, '_type')
  if (document === undefined || type === undefined || !STATEMENT_TYPES.includes(type))
    throw malformed(`its type is "${visible(type ?? '', 100)}"`)
  const predicateType = stringAt(document, 'predicateType')
  if (predicateType === undefined) throw malformed('it has no predicateType')
  const subjects = Array.isArray(document.subject) ? document.subject.map(subjectIn) : []
  return { subjects, predicateType, predicate: objectAt(document, 'predicate') }
}

const subjectIn = (value: unknown): Subject => {
  const subject = isObject(value) ? value : undefined
  const digest = objectAt(subject, 'digest') ?? {}
  const digests = Object.entries(digest).map(([algorithm, hex]) => `${algorithm}:${hex}`)
  return { name: stringAt(subject, 'name') ?? '', digests: digests.filter(isDigest) }
}

/** Throws {@link AttestationError} with what was found unless the statement is about this digest. */
export const requireSubject = ({ subjects }: Statement, wanted: Digest): void => {
  const digests = subjects.flatMap((subject) => subject.digests)
  if (digests.includes(wanted)) return
  const found = digests.length === 0 ? 'nothing that has a digest' : limited(digests, MOST_SHOWN)
  throw new AttestationError('subject', `It is about ${found}, not about ${wanted}.`)
}

const MOST_SHOWN = 3

/** Throws {@link AttestationError} with both sides unless the statement is of one of these kinds. */
export const requirePredicateType = (
  { predicateType }: Statement,
  wanted: readonly string[],
): void => {
  if (!wanted.includes(predicateType))
    throw new AttestationError(
      'predicate',
      `Its predicate is of the type "${visible(predicateType, 200)}", expected ${wanted.join(' or ')}.`,
    )
}

const malformed = (what: string): AttestationError =>
  new AttestationError('malformed', `It holds no in-toto statement of version 1 or 0.1: ${what}.`)

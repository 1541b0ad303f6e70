import { UserError } from '@ci-kit/core/errors'
import { countAt, isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { Digest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import { FACT_NAME, type Facts, MOST_FACT_CHARACTERS, MOST_FACTS } from './facts.ts'
import { pinnedImage } from './pinned-image.ts'
import type { ThisRun } from './this-run.ts'

/** What is handed on about one image: what it is, and which job of which run said so. */
export type ImageRecord = ThisRun & {
  readonly component: string
  /** `registry/name@sha256:…` */
  readonly image: string
  readonly digest: Digest
  readonly facts: Facts
}

const VERSION = 1

/** The longest record; facts are the only part that an author sizes. */
export const MOST_RECORD_BYTES = 16 * 1024

/** Two spaces in front of each member: people open the artifact, too. */
export const encodeRecord = (record: ImageRecord): Uint8Array => {
  const { component, image, digest, facts, repository, commit, runId, attempt, job } = record
  const document = {
    version: VERSION,
    component,
    image,
    digest,
    facts,
    repository,
    commit,
    'run-id': runId,
    attempt,
    job,
  }
  return Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`)
}

/**
 * Reads a record from outside; `origin`, a noun with a capital, names it in
 * messages. Throws {@link UserError} for whatever is not as
 * {@link encodeRecord} writes it.
 */
export const decodeRecord = (bytes: Uint8Array, origin: string): ImageRecord => {
  const fault = (what: string) =>
    new UserError(
      `${origin} ${what}. Only image-record with 'mode: write' may make it: run the job that builds the image again.`,
    )
  if (bytes.length > MOST_RECORD_BYTES)
    throw fault(`has ${bytes.length} bytes, ${MOST_RECORD_BYTES} are allowed`)
  const from = parseObject(bytes)
  if (from === undefined) throw fault('is no JSON object')
  if (from.version !== VERSION) throw fault(`is not of version ${VERSION}`)
  const facts = factsOf(objectAt(from, 'facts'))
  if (facts === undefined) throw fault("has 'facts' that are none")
  const { image, digest, ...identity } = membersOf(from, fault)
  const pinned = pinnedImage(image, `${origin} 'image'`)
  if (pinned.reference !== image || pinned.digest !== digest)
    throw fault("has an 'image' and a 'digest' that do not fit")
  return { ...identity, image, digest: pinned.digest, facts }
}

const membersOf = (from: Json, fault: (what: string) => UserError) => {
  const required = <T>(value: T | undefined, name: string): T => {
    if (value === undefined) throw fault(`has no '${name}'`)
    return value
  }
  const text = (name: string) => required(stringAt(from, name), name)
  const count = (name: string) => required(countAt(from, name), name)
  return {
    component: text('component'),
    image: text('image'),
    digest: text('digest'),
    repository: text('repository'),
    commit: text('commit'),
    runId: count('run-id'),
    attempt: count('attempt'),
    job: text('job'),
  }
}

const factsOf = (from: Json | undefined): Facts | undefined => {
  if (!isObject(from) || Object.keys(from).length > MOST_FACTS) return undefined
  if (JSON.stringify(from).length > MOST_FACT_CHARACTERS) return undefined
  const entries = Object.entries(from).flatMap(([name, value]) =>
    FACT_NAME.test(name) && isFact(value) ? [[name, value] as const] : [],
  )
  return entries.length === Object.keys(from).length ? Object.fromEntries(entries) : undefined
}

const isFact = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

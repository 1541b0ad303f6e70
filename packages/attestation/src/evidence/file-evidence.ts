import { basename } from 'node:path'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { once } from '@ci-kit/core/once'
import type { Digest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import { discoveryOf, type Found, tooMany } from '../discover/discovery.ts'
import { saysOtherwise } from '../discover/said-predicate-type.ts'
import type { EvidenceSource } from '../gate/evidence.ts'
import { type JsonDocument, readJsonDocuments } from '../json-documents.ts'
import { LARGEST_BUNDLE, MOST_ATTACHMENTS } from '../limits.ts'

/** Several bundles of the largest size are no file that people keep. */
const LARGEST_FILE = 4 * LARGEST_BUNDLE

const ADVICE =
  'Give a sigstore bundle in JSON, or several as JSON lines, as "gh attestation download" and the output bundle-path of attest write them.'

type Kept = JsonDocument & { readonly path: string }

/**
 * Bundles in files, one as JSON or several as JSON lines. Returned is what says
 * of itself that it is about the digest; everything else in the files is about
 * something else, and left out silently. The files are read once. Asking throws
 * `UserError` for a file that cannot be read or holds no JSON objects. `input`
 * is the one that named the files, for messages.
 */
export const fileEvidence = (
  paths: readonly [string, ...string[]],
  input: string,
): EvidenceSource => {
  const documents = once(async () => {
    const read = paths.map(async (path): Promise<readonly Kept[]> => {
      const found = await readJsonDocuments({ input, path, limit: LARGEST_FILE, advice: ADVICE })
      return found.map((document) => ({ ...document, path }))
    })
    return (await Promise.all(read)).flat()
  })
  return {
    name: paths.map((path) => visible(basename(path), 100)).join(', '),
    find: async (subject, predicateTypes) => {
      const about = (await documents()).filter(
        ({ document }) => isAbout(document, subject) && !saysOtherwise(document, predicateTypes),
      )
      const found = about.slice(0, MOST_ATTACHMENTS).map(foundIn)
      return discoveryOf([...found, ...tooMany(subject, about.length)])
    },
  }
}

const foundIn = ({ path, line, document }: Kept): Found => {
  const where = `file ${visible(basename(path), 100)}${line === undefined ? '' : `, line ${line}`}`
  return { attachment: { where, bundle: Buffer.from(JSON.stringify(document)) } }
}

/** By the statement's own word, unverified: the digests of its subjects. */
const isAbout = (bundle: Json, digest: Digest): boolean => {
  const [algorithm = '', hex] = digest.split(':')
  const payload = stringAt(objectAt(bundle, 'dsseEnvelope'), 'payload') ?? ''
  const subjects = parseObject(Buffer.from(payload, 'base64'))?.subject
  return (
    Array.isArray(subjects) &&
    subjects.some(
      (subject) => isObject(subject) && stringAt(objectAt(subject, 'digest'), algorithm) === hex,
    )
  )
}

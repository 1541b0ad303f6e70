import { bytes as readable } from '@ci-kit/core/amounts'
import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'

/** GitHub's limit on a predicate, in bytes of JSON without indentation, which is what is signed. */
export const LARGEST_PREDICATE = 16 * 1024 * 1024

/** Of a file; indented JSON has several times the bytes that are signed. */
export const LARGEST_FILE = 4 * LARGEST_PREDICATE

/** Far beyond any format, and far below what JSON.stringify can take. */
const DEEPEST = 500

/**
 * A predicate in JSON, once it is certain that it can be signed. `source` begins
 * the message. Throws {@link UserError} for what is no object, is too deep or
 * larger than {@link LARGEST_PREDICATE}.
 */
export const parsePredicate = (bytes: Uint8Array | string, source: string): Json => {
  const text = typeof bytes === 'string' ? bytes : withoutMark(bytes)
  const predicate = parseObject(text)
  if (predicate === undefined) throw new UserError(`${source} ${notJson(text)}`)
  return checkedPredicate(predicate, source)
}

/** The same limits for a predicate that is JSON already. */
const checkedPredicate = (predicate: Json, source: string): Json => {
  if (!isWithin(predicate, DEEPEST))
    throw new UserError(`${source} has more than ${DEEPEST} levels of nesting. Make it flatter.`)
  const size = Buffer.byteLength(JSON.stringify(predicate))
  if (size > LARGEST_PREDICATE)
    throw new UserError(
      `${source} has ${size} bytes (${readable(size)}) without white space, and GitHub takes predicates of at most ${LARGEST_PREDICATE} (16 MiB). Leave out what is not needed, such as the files of an SBOM.`,
    )
  return predicate
}

/** Windows tools begin UTF-8 with a mark that is no JSON. */
const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes

const notJson = (text: Uint8Array | string): string => {
  const start = Buffer.from(text.slice(0, 200)).toString('utf8').trimStart()
  if (start === '') return 'is empty. It has to be a JSON object.'
  if (start.startsWith('<?xml') || start.startsWith('<bom'))
    return 'is XML. Write CycloneDX as JSON.'
  if (start.startsWith('SPDXVersion:') || start.startsWith('##'))
    return 'is SPDX in the tag-value form. Write SPDX 2.3 as JSON.'
  if (start.startsWith('[')) return 'is a JSON list. It has to be a JSON object.'
  return 'is no JSON object in UTF-8. Check that it is whole.'
}

const isWithin = (value: unknown, levels: number): boolean => {
  if (Array.isArray(value)) return levels > 0 && value.every((each) => isWithin(each, levels - 1))
  if (!isObject(value)) return true
  return levels > 0 && Object.values(value).every((each) => isWithin(each, levels - 1))
}

import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { csvFields } from '../csv.ts'
import type { CacheEntry } from './cache-entry.ts'

/**
 * One entry of `cache-from` or `cache-to` as buildx reads it: fields of CSV,
 * `name=value` each, or a bare reference for `type=registry`. Throws
 * {@link UserError} with the input and the entry.
 */
export const parseCacheEntry = (text: string, input: string): CacheEntry => {
  const fields = csvFields(text)
  if (fields === undefined || text === '' || text.includes('\0')) throw refused(text, input, QUOTES)
  const [first = ''] = fields
  if (fields.length === 1 && !first.includes('=')) {
    return {
      attributes: new Map([
        ['type', 'registry'],
        ['ref', first],
      ]),
      origin: 'input',
    }
  }
  const attributes = new Map(fields.map((field) => attribute(field, text, input)))
  checkType(attributes, text, input)
  checkSecrets(attributes, input)
  // `type` first, however it was written: the line is then found by its kind.
  return {
    attributes: new Map([['type', attributes.get('type') ?? ''], ...attributes]),
    origin: 'input',
  }
}

const attribute = (field: string, text: string, input: string): [name: string, value: string] => {
  const at = field.indexOf('=')
  if (at > 0) return [field.slice(0, at).toLowerCase(), field.slice(at + 1)]
  throw refused(text, input, `The part '${visible(field, 80)}' is not of the form 'name=value'.`)
}

const QUOTES =
  "Write attributes as 'type=gha,scope=x'; quotes go around a whole one: 'type=local,\"src=a,b\"'."

const checkType = (from: ReadonlyMap<string, string>, text: string, input: string): void => {
  const type = from.get('type')
  if (type === undefined)
    throw refused(text, input, "Say which kind it is, such as 'type=registry' or 'type=gha'.")
  if (!/^[a-z0-9][a-z0-9-]*$/.test(type))
    throw refused(text, input, `There is no kind of cache '${visible(type, 80)}'.`)
  if (type === 'registry' && !from.get('ref'))
    throw refused(text, input, "Add its reference: 'ref=ghcr.io/org/cache:name'.")
}

/**
 * Arguments are seen by every process of the machine, and attributes end up in
 * BuildKit's history (CVE-2025-0495).
 */
const SECRETS: ReadonlyMap<string, string> = new Map([
  ['token', 'The token of the job is used by itself'],
  ['access_key_id', 'Set AWS_ACCESS_KEY_ID in the environment of the step'],
  ['secret_access_key', 'Set AWS_SECRET_ACCESS_KEY in the environment of the step'],
  ['session_token', 'Set AWS_SESSION_TOKEN in the environment of the step'],
])

const checkSecrets = (from: ReadonlyMap<string, string>, input: string): void => {
  // The builder has no other way to a storage account of Azure.
  if (from.get('type') === 'azblob') return
  const name = [...SECRETS.keys()].find((key) => from.has(key))
  if (name === undefined) return
  // The value is not shown.
  throw new UserError(
    `Input '${input}' has a secret in the attribute '${name}', where others on the machine can read it. ${SECRETS.get(name)}, and leave the attribute out.`,
  )
}

/** The part that may hold a password is never quoted. */
const refused = (text: string, input: string, fix: string): UserError =>
  new UserError(
    `Input '${input}' has the entry '${visible(withoutSecrets(text), 160)}', which cannot be read. ${fix}`,
  )

const withoutSecrets = (text: string): string =>
  text.replaceAll(/((?:token|key|key_id)=)[^,"]*/gi, '$1…')
